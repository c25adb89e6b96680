/**
 * The child of the crash test. It commits to the store until it is killed, or kills itself at the
 * very moment of answer number `lastAnswer`. It writes a line to stdout after each answer. A commit of round r by client c sets all keys of the client to r.
 */
import { writeSync } from 'node:fs'
import { Secret, silentLogger } from '../../src/base/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'
import { clientKeys, clients, roundValue, type Acknowledged } from './storage-workload.ts'

const [directory = '', pageKey = '', lastAnswer = '', writeAheadBytes = ''] = process.argv.slice(2)
let answers = 0

async function run(store: KvStore, client: number): Promise<void> {
  const keys = clientKeys(client)
  for (;;) {
    const entries = await store.getMany(keys)
    const round = (entries[0]?.value.readUInt32BE() ?? 0) + 1
    const result = await store.commit({
      checks: keys.map((key, index) => ({ key, version: entries[index]?.version ?? 'absent' })),
      writes: keys.map((key) => ({ key, value: roundValue(round, client) })),
    })
    if (result.outcome !== 'committed') throw new Error(JSON.stringify(result))
    const line: Acknowledged = { client, round, version: result.version }
    // Written at once: what is in the pipe outlives the process.
    writeSync(1, `${JSON.stringify(line)}\n`)
    answers += 1
    if (answers === Number(lastAnswer)) process.kill(process.pid, 'SIGKILL')
  }
}

const store = await openSqliteStore({
  directory,
  pageKey: new Secret(Buffer.from(pageKey, 'hex')),
  logger: silentLogger,
  // Small, so that kills also meet checkpoints.
  limits: { writeAheadBytes: Number(writeAheadBytes) },
})
await Promise.all(Array.from({ length: clients }, (_, client) => run(store, client)))
