/**
 * Writes a round of items to a store, or only reads it, says so, and keeps it open until it is killed. Each commit
 * is followed by a checkpoint.
 */
import { writeSync } from 'node:fs'
import { Secret, silentLogger } from '../../src/base/index.ts'
import { openSqliteReader, openSqliteStore } from '../../src/storage/sqlite/index.ts'
import { keyOf, noCommits, writeRound } from './place.ts'

const [directory = '', pageKey = '', round = ''] = process.argv.slice(2)
const place = { directory, pageKey: new Secret(Buffer.from(pageKey, 'hex')) }
if (round === 'none') {
  const store = openSqliteReader(place, noCommits)
  await store.get(keyOf(1))
} else {
  const limits = { writeAheadBytes: 1, cacheBytes: 1024 }
  const store = await openSqliteStore({ ...place, limits, logger: silentLogger })
  await writeRound(store, Number(round))
  // That the last checkpoint has ended makes the test sharper, not right.
  await new Promise((resolve) => setTimeout(resolve, 100))
}
writeSync(1, 'ready\n')
setInterval(() => undefined, 1 << 30)
