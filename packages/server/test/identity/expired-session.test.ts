import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { AttachUserPolicyCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import { GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { systemClock, type Clock } from '../../src/base/index.ts'
import { keysOf, openRealm } from './support.ts'

test('a session ends at its time, and its user is told so', async (t) => {
  // The clock stands between the requests, however long they take.
  const begun = systemClock.now()
  let later = 0
  const clock: Clock = { ...systemClock, now: () => begun + later }
  const realm = await openRealm({}, clock)
  t.after(() => realm.close())
  const ann = await realm.user('ann')
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await realm.iam().send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn }))
  const lasting = new GetSessionTokenCommand({ DurationSeconds: 900 })
  const session = keysOf((await realm.sts(ann).send(lasting)).Credentials)

  // Clients are made anew each time: they sign by the server's clock as it is then.
  later = 890_000
  await realm.dynamodb(session).send(new ListTablesCommand({}))
  later = 900_001
  const expired = 'The security token included in the request is expired'
  await assert.rejects(realm.dynamodb(session).send(new ListTablesCommand({})), {
    name: 'ExpiredTokenException',
    message: expired,
  })
  await assert.rejects(realm.iam(session).send(new ListUsersCommand({})), {
    name: 'ExpiredToken',
    message: expired,
  })
  await realm.dynamodb(ann).send(new ListTablesCommand({}))
})
