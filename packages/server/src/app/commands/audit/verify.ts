import type { Command } from 'commander'
import { verifyHistory } from '../../../audit/lookup/index.ts'
import { auditFaults } from '../../audit.ts'
import { StartError } from '../../exit.ts'
import { openHistoryRows } from '../../trails.ts'
import { print, withKeys } from '../keys/opened.ts'
import { addSettings } from '../settings-options.ts'

/** `strongroom audit verify`: whether what the store holds of the trail is as it was written. */
export function addAuditVerify(audit: Command): void {
  const command = audit
    .command('verify')
    .description('prove that nobody edited the audit log and event history in the store')
    .option('--json', 'print the faults as JSON')
    .action(verify)
  addSettings(command)
}

/** Works beside a running server: everything is read as it was at one moment. */
function verify(options: Record<string, unknown>): Promise<void> {
  return withKeys(options, async ({ config, store, keyring, surroundings }) => {
    const snapshot = await store.snapshot()
    const faults: { readonly kind: string; readonly where: string }[] = []
    try {
      const { systemKey } = keyring
      for await (const { kind, where } of auditFaults(config, snapshot, systemKey, surroundings)) {
        faults.push({ kind, where })
      }
      const rows = openHistoryRows(systemKey, surroundings.random)
      for await (const { what, accountId, number } of verifyHistory({ reader: snapshot, rows })) {
        const event = number === undefined ? '' : `, event ${String(number)}`
        faults.push({
          kind: what,
          where:
            accountId === '*' ? 'the event history' : `the history of account ${accountId}${event}`,
        })
      }
    } finally {
      await snapshot.release()
    }
    print(options, { valid: faults.length === 0, faults }, [
      ...faults.map(({ kind, where }) => `${kind}: ${where}`),
      faults.length === 0
        ? 'Valid: the audit log and the event history are as they were written.'
        : `NOT VALID: ${String(faults.length)} faults`,
    ])
    if (faults.length > 0)
      throw new StartError('damaged', 'the audit trail in the store was edited')
  })
}
