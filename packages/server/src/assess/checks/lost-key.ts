import type { Inquiry } from '../inquiry.ts'
import type { Refusal } from '../asking/refusal.ts'
import { pass, remediate, review, type Check } from '../model.ts'
import { keyedTable, probeKey, type KeyedTable } from './keyed-table.ts'

const stop = ['# Stop the service: its keys do not gate what is under them.']

export const disabledKeyRefused: Check = {
  id: 'disabled-key-refused',
  title: 'A disabled key encrypts nothing, and no table comes under it',
  active: true,
  remedy: stop,
  async run(inquiry) {
    const { keyId, name, before } = await keyedTable(inquiry)
    const encrypt = await inquiry.attack(
      'a disabled key',
      'kms:Encrypt',
      { KeyId: keyId, Plaintext: Buffer.from('probe') },
      {},
    )
    const TableName = `${name}-2`
    inquiry.workshop.later(`table ${TableName}`, () =>
      inquiry.send('dynamodb:DeleteTable', { TableName }),
    )
    const create = await inquiry.attack(
      'a table under a disabled key',
      'dynamodb:CreateTable',
      {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyId },
      },
      {},
    )
    if (encrypt.ok || create.ok) return remediate('A disabled key was used.')
    if (!before.every(({ ok }) => ok))
      return review('The key could not be used while it was enabled either.')
    return pass(`Both are refused: ${encrypt.refusal.code}, ${create.refusal.code}.`)
  },
}

const patientMs = 330_000
const briefMs = 1500

export const disabledKeyShutsTable: Check = {
  id: 'disabled-key-shuts-table',
  title: 'A disabled key shuts its table, indexes and stream',
  active: true,
  last: true,
  remedy: [
    'strongroom assess --patient   # unwrapped keys are used for --key-cache-seconds, 300 if not set',
    'strongroom start --key-cache-seconds 60',
  ],
  async run(inquiry) {
    const table = await keyedTable(inquiry)
    // One look says enough, unless somebody waits until the table is shut.
    const { disabledAt } = table
    while (inquiry.now() < disabledAt + briefMs)
      await inquiry.sleep(disabledAt + briefMs - inquiry.now())
    let open = await stillOpen(inquiry, table)
    while (inquiry.target.patient && open.length > 0 && inquiry.now() < disabledAt + patientMs) {
      await inquiry.sleep(5000)
      open = await stillOpen(inquiry, table)
    }
    const after = `${String(Math.round((inquiry.now() - disabledAt) / 1000))} s after the key was disabled`
    if (open.length === 0) {
      return pass(`Table, global and local index, and stream are shut ${after}.`)
    }
    const says = `Still open ${after}: ${open.join(', ')}`
    if (inquiry.target.patient) return remediate(`${says}.`)
    return review(
      `${says}. Keys leave the cache of the server within minutes; --patient waits for that.`,
    )
  },
}

/** What can still be read. */
async function stillOpen(inquiry: Inquiry, table: KeyedTable): Promise<readonly string[]> {
  const TableName = table.name
  const values = { ':v': { S: 'probe' } }
  const reads = {
    table: await inquiry.try('dynamodb:GetItem', { TableName, Key: probeKey }),
    'global index': await inquiry.try('dynamodb:Query', {
      TableName,
      IndexName: 'global',
      KeyConditionExpression: '#k = :v',
      ExpressionAttributeNames: { '#k': 'open' },
      ExpressionAttributeValues: values,
    }),
    'local index': await inquiry.try('dynamodb:Query', {
      TableName,
      IndexName: 'local',
      KeyConditionExpression: '#k = :v',
      ExpressionAttributeNames: { '#k': 'pk' },
      ExpressionAttributeValues: { ':v': { S: 'mine' } },
    }),
    stream: await inquiry.try('streams:GetRecords', { ShardIterator: table.shardIterator }),
  }
  return Object.entries(reads).flatMap(([what, read]) =>
    read.ok || !forItsKey(read.refusal) ? [what] : [],
  )
}

/** Anything else is no sign that the key was missed. */
function forItsKey({ code, message }: Refusal): boolean {
  return /INACCESSIBLE|Inaccessible|KMS|AccessDenied|key/i.test(`${code} ${message}`)
}
