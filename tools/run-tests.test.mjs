import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const runner = new URL('./lib/run-tests.mjs', import.meta.url)
const head = "import { test } from 'node:test'\n"

/**
 * What a run of these texts comes to. In a process of its own: a run within a run does nothing.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} texts by name of the file
 */
async function outcome(t, texts) {
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-run-tests-'))
  t.after(() => rm(folder, { recursive: true }))
  const files = Object.keys(texts).map((source) => ({ source, compiled: join(folder, source) }))
  for (const { source, compiled } of files) await writeFile(compiled, head + texts[source])
  const script = join(folder, 'run.mjs')
  await writeFile(
    script,
    `import { runTests } from ${JSON.stringify(runner.href)}
    const totals = await runTests(${JSON.stringify(files)})
    console.log('\\n' + JSON.stringify(totals))`,
  )
  const env = { ...process.env }
  delete env['NODE_TEST_CONTEXT']
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

test('a run counts tests, and lists each that failed with its file and what was wrong', async (t) => {
  const totals = await outcome(t, {
    'good.test.mjs': "test('a', () => {})\ntest('b', { skip: 'why' }, () => {})",
    'bad.test.mjs':
      "test('outer', (t) => t.test('inner', () => { throw new Error('one\\ntwo') }))\ntest('c', () => {})",
    'killed.test.mjs':
      "test('d', () => process.kill(process.pid, 'SIGKILL'))\nsetInterval(() => 0, 9)",
    'broken.test.mjs': "import './absent.mjs'",
  })
  const { failures, ...counts } = totals
  assert.deepEqual(counts, { tests: 7, pass: 2, fail: 4, skipped: 1, todo: 0 })
  const [bad, broken, killed] = failures.toSorted()
  assert.equal(bad, 'bad.test.mjs: inner: one / two')
  assert.match(broken, /^broken\.test\.mjs: the file as a whole: .* with 1: .*Cannot find module/)
  // Which test it was in may not have got out any more.
  assert.match(killed, /^killed\.test\.mjs: the file as a whole.*: the process ended with SIGKILL$/)
})
