import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const requests = process.env['STRONGROOM_TEST_REQUESTS'] ?? '100000'
const run = fileURLToPath(new URL('long-mutated-run.js', import.meta.url))

/** In a process of its own, without the test runner's bookkeeping for each promise. */
test('no mutated request gets a 500, ends the server, grows it or disturbs others', async (t) => {
  const args = ['--expose-gc', run, '--requests', requests]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 })
  for (const line of stdout.trim().split('\n')) t.diagnostic(line)
})
