import type { Job } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { openAlerts, type AlertSecrets } from '../alerts.ts'
import { auditLogJobs, openAuditLog } from '../audit.ts'
import type { Config } from '../config/index.ts'
import type { Surroundings } from '../surroundings.ts'
import { trailReaders, type TrailServing } from '../trails.ts'

/** The keys and logins that reading the log takes. */
export type ReaderSecrets = TrailServing & AlertSecrets

/**
 * All work that reads the audit log: its chain, the event history, the delivery of trails, alerts, and the
 * removal of what all of them have read. Rejects with a StartError as `openAlerts` does.
 */
export async function auditReaders(
  config: Config,
  store: KvStore,
  secrets: ReaderSecrets,
  surroundings: Surroundings,
): Promise<readonly Job[]> {
  const { systemKey } = secrets.keyring
  const reader = openAuditLog(config, store, systemKey, surroundings)
  const trails = trailReaders(config, secrets, { store, reader }, surroundings)
  const alerts = await openAlerts(config, store, secrets, reader, surroundings)
  const cursors = async () => [...(await trails.cursors()), await alerts.cursor()]
  return [
    ...auditLogJobs(config, store, systemKey, surroundings, cursors),
    ...trails.jobs,
    ...alerts.jobs,
  ]
}
