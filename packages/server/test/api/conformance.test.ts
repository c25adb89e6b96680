import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { start, type Server } from '../../src/index.ts'

/** As the suite writes them: see packages/conformance/src/run.ts. */
interface Result {
  readonly id: string
  readonly tier: string
  readonly passed: boolean
  readonly fault?: string
}

/** Of the workspace, from this file's place in dist. */
const root = '../../../../..'
const suite = new URL(`${root}/packages/conformance/dist/src/main.js`, import.meta.url)

/** The suite is a program, so that it can know of the server only what a client knows. */
function runSuite(server: Server, folder: string, name: 'conformance' | 'security'): Promise<void> {
  const { region, credentials } = server.clientConfig
  const args = ['--suite', name, '--endpoint', server.endpoint, '--region', region]
  const files = ['--ca', join(folder, 'ca.pem'), '--json', join(folder, 'report.json')]
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  return new Promise((resolve, reject) => {
    const command = [fileURLToPath(suite), ...args, ...files]
    execFile(process.execPath, command, { env, maxBuffer: 2 ** 26 }, (error, _stdout, stderr) => {
      // A failed case ends it with 1, which the report tells in detail.
      if (error === null || error.code === 1) resolve()
      else reject(new Error(`the suite did not run: ${stderr}`))
    })
  })
}

describe('conformance to the service', () => {
  let folder: string
  let server: Server
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strongroom-conformance-'))
    server = await start()
    await writeFile(join(folder, 'ca.pem'), server.ca)
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })

  it('holds in every case of every tier', { timeout: 900_000 }, async (t) => {
    const results = await resultsOf('conformance')
    const ids = results.map(({ id }) => id)
    assert.deepEqual(ids, [...new Set(ids)], 'reports are compared by id')
    for (const tier of ['core', 'complete', 'strict']) {
      assert.ok(
        results.some((result) => result.tier === tier),
        `tier ${tier} has cases`,
      )
    }
    await judge(t, results)
  })

  it('lets nobody do what they may not', { timeout: 900_000 }, async (t) => {
    const results = await resultsOf('security')
    assert.ok(results.length > 40)
    await judge(t, results)
  })

  async function resultsOf(suiteName: 'conformance' | 'security'): Promise<Result[]> {
    await runSuite(server, folder, suiteName)
    const report = await readFile(join(folder, 'report.json'), 'utf8')
    return (JSON.parse(report) as { results: Result[] }).results
  }
})

async function judge(t: TestContext, results: readonly Result[]): Promise<void> {
  for (const { id, passed, fault } of results) {
    await t.test(id, () => {
      assert.ok(passed, fault)
    })
  }
}
