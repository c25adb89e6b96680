import { openAuditLog } from '../../src/app/audit.ts'
import { loadConfig } from '../../src/app/config/index.ts'
import { openFoundation } from '../../src/app/foundation.ts'
import type { CloudTrailRecord } from '../../src/audit/index.ts'
import { silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import { dataDirectory, keysDirectory, rootEnvironment } from './server-process.ts'

/** What the audit log of a server that has ended holds. */
export async function offlineRecords(directory: string): Promise<CloudTrailRecord[]> {
  const { config, secrets } = await loadConfig({
    flags: { dataDir: dataDirectory(directory), keysDir: keysDirectory(directory) },
    env: rootEnvironment,
  })
  const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const foundation = await openFoundation(config, secrets, surroundings)
  try {
    const { store, keyring } = foundation
    const log = openAuditLog(config, store, keyring.systemKey, surroundings)
    const found: CloudTrailRecord[] = []
    let cursor = log.start()
    for (;;) {
      const page = await log.readNow(cursor, 2000)
      found.push(...page.events.map(({ record }) => record))
      if (!page.more) return found
      cursor = page.cursor
    }
  } finally {
    await foundation.store.close()
  }
}
