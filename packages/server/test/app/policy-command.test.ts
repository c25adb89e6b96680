import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { run } from './command.ts'

async function files(t: TestContext, documents: Record<string, string>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-policy-'))
  t.after(() => rm(cwd, { recursive: true }))
  for (const [name, text] of Object.entries(documents)) await writeFile(join(cwd, name), text)
  return cwd
}

const own = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
      "Condition": { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "\${aws:username}" } } },
    { "Sid": "NoScans", "Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*" }
  ]
}`
const request = ['--principal', 'arn:aws:iam::111122223333:user/ann']
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music'

test('policy check names the place of a fault, and its exit code tells', async (t) => {
  const cwd = await files(t, {
    'good.json': own,
    'bad.json':
      '{ "Version": "2012-10-17",\n  "Statement": { "Effect": "Allow", "Action": "dynamodb", "Resource": "*" } }',
  })
  const good = await run(cwd, ['policy', 'check', 'good.json'])
  assert.equal(good.stdout, 'good.json: valid identity policy, 2 statements\n')
  assert.equal(good.code, 0)
  const bad = await run(cwd, ['policy', 'check', 'good.json', 'bad.json'])
  assert.match(
    bad.stdout,
    /^bad\.json:2:47: Actions\/Conditions must be prefaced .*Statement\[0\]\.Action\)$/m,
  )
  assert.equal(bad.code, 9)
  assert.match(bad.stderr, /1 document is not valid/)
})

test('policy explain tells the decision and the statements that made it', async (t) => {
  const cwd = await files(t, { 'own.json': own })
  const explain = (action: string, ...more: string[]) =>
    run(cwd, [
      ...['policy', 'explain', ...request, '--identity', 'own.json'],
      ...['--action', action, '--resource', table, ...more],
    ])
  const mine = await explain('dynamodb:GetItem', '--context', 'dynamodb:LeadingKeys=ann')
  assert.equal(mine.stdout, 'Allowed.\n  allows: own.json:4: statement 1\n')
  assert.equal(mine.code, 0)
  const both = await explain(
    'dynamodb:GetItem',
    ...['--context', 'dynamodb:LeadingKeys=ann', 'dynamodb:LeadingKeys=bob'],
  )
  assert.match(both.stdout, /^Denied\. .* because no identity-based policy allows/)
  assert.equal(both.code, 9)
  const scan = await explain('dynamodb:Scan')
  assert.match(
    scan.stdout,
    /with an explicit deny in an identity-based policy\n {2}denies: own\.json:6: statement 2 "NoScans"\n$/,
  )
})
