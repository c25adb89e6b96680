import type { Command } from 'commander'
import { endWithReader } from '../end-with-reader.ts'
import { addAlertsCheck } from './check.ts'
import { addAlertsTail } from './tail.ts'

/** `strongroom alerts`: what was raised, and what is to be. */
export function addAlerts(program: Command): void {
  const alerts = program.command('alerts').description('show alerts, and check rules for them')
  endWithReader(alerts)
  addAlertsTail(alerts)
  addAlertsCheck(alerts)
  for (const command of alerts.commands) command.exitOverride()
}
