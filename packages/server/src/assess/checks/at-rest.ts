import { pass, remediate, review, type Check } from '../model.ts'
import { named, ownKeys, tables } from './surveys.ts'

const tableUnderKey =
  'aws dynamodb update-table --table-name TABLE --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY'

export const tablesUnderKeys: Check = {
  id: 'tables-under-keys',
  title: 'Every table is under a KMS key of the customer',
  aws: true,
  remedy: ['aws kms create-key --description "tables"', tableUnderKey],
  async run(inquiry) {
    const all = await inquiry.survey(tables)
    if (all.length === 0) return review('There is no table yet, so that none shows its key.')
    const own = new Set((await inquiry.survey(ownKeys)).map(({ metadata }) => metadata.Arn))
    const names = all.map(({ TableName = '' }) => TableName)
    const others = all.filter(({ SSEDescription }) => !own.has(SSEDescription?.KMSMasterKeyArn))
    if (others.length === 0) return pass(`Under keys of the customer: ${named(names)}.`)
    const told = others.map(({ TableName = '', SSEDescription }) => {
      const managed = SSEDescription?.SSEType === 'KMS'
      return `${TableName} (${managed ? 'a key that is not an enabled key of yours' : "the service's own key"})`
    })
    return review(`Encrypted, but not under a key of yours: ${named(told)}.`)
  },
}

export const tableKeysUsable: Check = {
  id: 'table-keys-usable',
  title: 'No table has lost its key',
  aws: true,
  remedy: ['aws kms enable-key --key-id KEY', 'aws kms cancel-key-deletion --key-id KEY'],
  async run(inquiry) {
    const all = await inquiry.survey(tables)
    const lost: string[] = []
    for (const { TableName = '', TableStatus, SSEDescription } of all) {
      const KeyId = SSEDescription?.KMSMasterKeyArn
      if (TableStatus === 'INACCESSIBLE_ENCRYPTION_CREDENTIALS') lost.push(TableName)
      else if (KeyId !== undefined) {
        const { KeyMetadata } = await inquiry.ask('kms:DescribeKey', { KeyId })
        if (KeyMetadata?.KeyState !== 'Enabled') {
          lost.push(`${TableName} (its key is ${String(KeyMetadata?.KeyState)})`)
        }
      }
    }
    if (lost.length > 0) return remediate(`Shut, or about to be: ${named(lost)}.`)
    return pass('Every KMS key of a table is enabled.')
  },
}

export const pointInTimeRecovery: Check = {
  id: 'point-in-time-recovery',
  title: 'Every table can be restored to a point in time, under its key',
  aws: true,
  remedy: [
    'aws dynamodb update-continuous-backups --table-name TABLE --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
  ],
  async run(inquiry) {
    await inquiry.ask('dynamodb:ListBackups', { Limit: 1 })
    const all = await inquiry.survey(tables)
    if (all.length === 0) return review('There is no table yet, so that none shows its backups.')
    const without: string[] = []
    for (const { TableName = '' } of all) {
      const answer = await inquiry.ask('dynamodb:DescribeContinuousBackups', { TableName })
      const status =
        answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
          ?.PointInTimeRecoveryStatus
      if (status !== 'ENABLED') without.push(TableName)
    }
    if (without.length > 0) return remediate(`Without point-in-time recovery: ${named(without)}.`)
    return pass('Every table has point-in-time recovery.')
  },
}

export const deletionProtection: Check = {
  id: 'deletion-protection',
  title: 'No table can be deleted by a slip',
  aws: true,
  remedy: ['aws dynamodb update-table --table-name TABLE --deletion-protection-enabled'],
  async run(inquiry) {
    const all = await inquiry.survey(tables)
    if (all.length === 0) return review('There is no table yet.')
    const open = all.filter((table) => table.DeletionProtectionEnabled !== true)
    if (open.length === 0) return pass('Every table has deletion protection.')
    return review(
      `Without deletion protection: ${named(open.map(({ TableName = '' }) => TableName))}.`,
    )
  },
}

/** The attribute that the AWS Database Encryption SDK adds to each item that it encrypts. */
const encryptedHead = 'aws_dbe_head'

export const clientSideEncryption: Check = {
  id: 'client-side-encryption',
  title: 'Items are encrypted before they leave the client',
  aws: true,
  remedy: ['# Use the AWS Database Encryption SDK for what not even the server may read.'],
  async run(inquiry) {
    const all = await inquiry.survey(tables)
    const plain: string[] = []
    let seen = 0
    for (const { TableName = '', ItemCount } of all) {
      // The count is of this moment here. AWS counts every six hours, and may know of no item yet.
      if (ItemCount === 0 && inquiry.target.kind === 'strongroom') continue
      // Counts alone, so that no value of an item is read.
      const { Count = 0, ScannedCount = 0 } = await inquiry.ask('dynamodb:Scan', {
        TableName,
        Limit: 5,
        Select: 'COUNT',
        FilterExpression: 'attribute_exists(#head)',
        ExpressionAttributeNames: { '#head': encryptedHead },
      })
      seen += ScannedCount
      if (Count < ScannedCount) plain.push(TableName)
    }
    if (seen === 0) return review('There is no item that could show it.')
    if (plain.length > 0)
      return review(`Not encrypted by the client: first items of ${named(plain)}.`)
    return pass('The first items of every table are encrypted by the client.')
  },
}
