/** Holds a store open until it is killed. Prints one line: `open`, or the reason why it could not. */
import { writeSync } from 'node:fs'
import { Secret, silentLogger } from '../../src/base/index.ts'
import { StorageError } from '../../src/storage/kv.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'

const [directory = '', pageKey = ''] = process.argv.slice(2)

try {
  await openSqliteStore({
    directory,
    pageKey: new Secret(Buffer.from(pageKey, 'hex')),
    logger: silentLogger,
  })
  writeSync(1, 'open\n')
} catch (error) {
  if (!(error instanceof StorageError)) throw error
  writeSync(1, `${error.reason}\n`)
}
