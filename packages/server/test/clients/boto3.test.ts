import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { absent, run, startReachable, type Reachable } from './programs.ts'

const skip = await absent('python3', ['-c', 'import boto3'])
// The script is not compiled: it lies beside this file's source.
const script = new URL('../../../test/clients/boto3-client.py', import.meta.url)

describe('boto3', { skip }, () => {
  let reachable: Reachable
  before(async () => {
    reachable = await startReachable()
  })
  after(() => reachable.close())

  it('does what an application does, and is refused with a wrong secret', async () => {
    const { server, ca, env } = reachable
    const { region, credentials } = server.clientConfig
    const { accessKeyId, secretAccessKey } = credentials
    const args = [server.endpoint, ca, region, accessKeyId, secretAccessKey]
    const { code, stdout, stderr } = await run('python3', [fileURLToPath(script), ...args], env)
    assert.equal(code, 0, stderr)
    assert.deepEqual(JSON.parse(stdout), {
      item: { tags: ['a', 'b'], bytes: [0, 255], nested: [1, null] },
      updated: 1,
      queried: [8, 6, 4],
      scanned: 41,
      condition: 'The conditional request failed',
      deleted: true,
      'wrong secret': 'InvalidSignatureException',
    })
  })
})
