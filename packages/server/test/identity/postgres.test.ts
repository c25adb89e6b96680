import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { createIdentity, type Identity } from '../../src/app/identity.ts'
import { Secret, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import { rows } from '../../src/security/iam/index.ts'
import { openPostgresStore } from '../../src/storage/postgres/index.ts'
import { startPostgres } from '../postgres/server.ts'
import { addReader } from './population.ts'
import { allow, policy } from './support.ts'

const account = '000000000000'
const table = `arn:aws:dynamodb:us-east-1:${account}:table/bench`
const keys = { accessKeyId: 'AKIAPGREADERPGREADER', secretAccessKey: 'r'.repeat(40) }

test('what one process revokes in a PostgreSQL database is refused by the next decision of another', async (t) => {
  const postgres = await startPostgres()
  atEnd(t, () => postgres.stop())
  const url = await postgres.database('identity')
  const systemKey = new Secret(systemRandom.bytes(32))
  const store = await openPostgresStore({ url })
  atEnd(t, () => store.close())
  const open = (): Identity => {
    const identity = createIdentity({
      store,
      systemKey,
      root: {
        accessKeyId: 'AKIAROOT',
        secretAccessKey: new Secret('s'.repeat(40)),
        accountId: account,
      },
      shared: true,
      vpcIds: [],
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
    })
    atEnd(t, () => identity.stop())
    return identity
  }
  const [one, other] = [open(), open()]
  await addReader(one.state, account, 'bench', keys)

  const callerOf = async (): Promise<string> =>
    (await other.credentials.find(keys.accessKeyId))?.caller.userName ?? 'unknown'
  const effect = async (): Promise<string> => {
    const caller = (await other.credentials.find(keys.accessKeyId))?.caller
    assert(caller !== undefined)
    const network = { region: 'us-east-1', secureTransport: true, sourceIp: '127.0.0.1' }
    const decision = await other.authorizer.decide(
      { requestId: 'r', caller, host: 'localhost', ...network },
      { action: 'dynamodb:GetItem', resource: table },
    )
    return decision.effect
  }
  // More than once, so that whatever the other process keeps is kept by then.
  for (let round = 0; round < 3; round++) assert.equal(await effect(), 'allow')
  await one.state.change(async (change) => {
    const user = await change.get(rows.user(account, 'reader'))
    assert(user !== undefined)
    const denying = { Effect: 'Deny', Action: 'dynamodb:Get*', Resource: '*' }
    const inline = { ...user.inline, denies: policy(allow('dynamodb:Scan'), denying) }
    change.put(rows.user(account, 'reader'), { ...user, inline })
  })
  assert.equal(await effect(), 'explicit-deny')

  assert.equal(await callerOf(), 'reader')
  await one.state.change((change) => {
    change.delete(rows.accessKey(keys.accessKeyId))
    return Promise.resolve()
  })
  assert.equal(await callerOf(), 'unknown')
})
