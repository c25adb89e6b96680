import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { atEnd } from '../at-end.ts'
import { startServerProcess, spawnServer, rootEnvironment } from '../crash/server-process.ts'
import { freePort } from '../free-port.ts'
import { startVault } from './vault-stand-in.ts'

async function place(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-sealed-'))
  atEnd(t, () => rm(directory, { recursive: true }))
  return directory
}

interface Output {
  text: string
  until(pattern: RegExp): Promise<RegExpExecArray>
}

const json10 = 'application/x-amz-json-1.0'
const json11 = 'application/x-amz-json-1.1'
const form = 'application/x-www-form-urlencoded'

async function ask(
  url: string,
  contentType: string,
  body: string,
  target?: string,
): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': contentType, ...(target && { 'x-amz-target': target }) }
  const answer = await fetch(url, { method: 'POST', headers, body })
  return { status: answer.status, text: await answer.text() }
}

/** Nothing here takes long; what never comes must not hold up the run. */
const timeout = 300_000

test(
  'sealed while Vault is away: 503 in every protocol, then it serves without a restart',
  { timeout },
  async (t) => {
    const directory = await place(t)
    const port = await freePort()
    const env = { ...rootEnvironment, STRONGROOM_VAULT_TOKEN: 'hvs.test' }
    const args = ['--vault-address', `http://127.0.0.1:${String(port)}`]
    const child = spawnServer({ directory, args, env })
    const output = outputOf(child)
    atEnd(t, async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'close')
    })

    const [, url = ''] = await output.until(/"httpEndpoint":"([^"]+)"[^\n]*"event":"sealed: /)
    assert.match(
      output.text,
      /"reason":"http:\/\/127.0.0.1:\d+ does not answer \(ECONNREFUSED\); check/,
    )
    const dynamodb = await ask(url, json10, '{}', 'DynamoDB_20120810.ListTables')
    assert.equal(dynamodb.status, 503)
    assert.deepEqual(JSON.parse(dynamodb.text), {
      __type: 'com.amazon.coral.service#ServiceUnavailable',
      message: 'The server is sealed. Try again.',
    })
    const kms = await ask(url, json11, '{}', 'TrentService.ListKeys')
    assert.equal(kms.status, 503)
    assert.equal((JSON.parse(kms.text) as { __type: string }).__type, 'ServiceUnavailable')
    const iam = await ask(url, form, 'Action=ListUsers&Version=2010-05-08')
    assert.equal(iam.status, 503)
    assert.match(
      iam.text,
      /<ErrorResponse xmlns="https:\/\/iam[^"]*"><Error><Type>Receiver<\/Type><Code>ServiceUnavailable</,
    )
    const ec2 = await ask(url, form, 'Action=DescribeVpcEndpoints&Version=2016-11-15')
    assert.equal(ec2.status, 503)
    assert.match(ec2.text, /<Response><Errors><Error><Code>ServiceUnavailable</)
    assert.equal((await fetch(`${url}/health/ready`)).status, 503)
    assert.equal(await (await fetch(`${url}/health/ready`)).text(), 'sealed')
    assert.equal((await fetch(`${url}/health/live`)).status, 200)

    const vault = await startVault({ port })
    atEnd(t, () => vault.close())
    vault.token = 'another'
    await output.until(/"reason":"Vault at [^\n]* \(403: permission denied\); check/)
    vault.token = 'hvs.test'
    const [, served] = await output.until(/"httpEndpoint":"([^"]+)"[^\n]*"event":"listening"/)
    assert.equal(served, url, 'it serves where it was sealed')
    assert.match(output.text, /"masterKey":"key strongroom of HashiCorp Vault at http:/)
    assert.equal((await fetch(`${url}/health/ready`)).status, 200)
    const refused = await ask(url, json10, '{}', 'DynamoDB_20120810.ListTables')
    assert.equal(refused.status, 400)
    // One line for each reason, not one for each attempt.
    assert.equal(output.text.match(/ECONNREFUSED/g)?.length, 1)
    child.kill('SIGTERM')
    await once(child, 'close')
    assert.equal(child.exitCode, 0)
  },
)

test(
  'a sealed server ends on a signal, with another key in Vault too, and never makes a key of its own',
  { timeout },
  async (t) => {
    const directory = await place(t)
    const port = await freePort()
    const env = { ...rootEnvironment, STRONGROOM_VAULT_TOKEN: 'hvs.test' }
    const args = ['--vault-address', `http://127.0.0.1:${String(port)}`]
    const sealed = spawnServer({ directory, args, env })
    await outputOf(sealed).until(/"event":"sealed: /)
    sealed.kill('SIGTERM')
    await once(sealed, 'close')
    assert.equal(sealed.exitCode, 0)
    await assert.rejects(readFile(join(directory, 'data', 'keyring.json')), { code: 'ENOENT' })
    await assert.rejects(readFile(join(directory, 'keys', 'master.key')), { code: 'ENOENT' })

    const first = await startVault({ port })
    first.token = 'hvs.test'
    const server = await startServerProcess({ directory, args, env })
    assert.equal(await server.end('SIGTERM'), 0)
    await first.close()
    const child = spawnServer({ directory, args, env })
    const output = outputOf(child)
    await output.until(/"event":"sealed: /)
    const other = await startVault({ port })
    atEnd(t, () => other.close())
    other.token = 'hvs.test'
    await once(child, 'close')
    assert.equal(child.exitCode, 3)
    assert.match(output.text, /message authentication failed/)
  },
)

function outputOf(child: ReturnType<typeof spawnServer>): Output {
  let wake = (): void => undefined
  const output: Output = {
    text: '',
    until: (pattern) =>
      new Promise((resolve, reject) => {
        wake = () => {
          const found = pattern.exec(output.text)
          if (found !== null) resolve(found)
        }
        child.once('close', () => {
          reject(new Error(`the server ended: ${output.text}`))
        })
        wake()
      }),
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output.text += text
      wake()
    })
  }
  return output
}
