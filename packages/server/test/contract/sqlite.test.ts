import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, silentLogger } from '../../src/base/index.ts'
import { contractSuite } from '../../src/storage/contract-suite.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'

for (const cipher of ['aegis', 'sqlcipher'] as const) {
  contractSuite({
    name: `sqlite with ${cipher}`,
    capabilities: { durable: true, bounded: true },
    create: async (limits) => {
      const directory = mkdtempSync(join(tmpdir(), 'strongroom-contract-'))
      const pageKey = new Secret(randomBytes(32))
      const open = () =>
        openSqliteStore({ directory, pageKey, cipher, limits, logger: silentLogger })
      return {
        store: await open(),
        reopen: open,
        dispose: () => Promise.resolve(rmSync(directory, { recursive: true })),
      }
    },
  })
}
