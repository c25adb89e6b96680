import type { Command } from 'commander'
import { addAlertsCheck } from './check.ts'
import { addAlertsTail } from './tail.ts'

/** `strongroom alerts`: what was raised, and what is to be. */
export function addAlerts(program: Command): void {
  const alerts = program.command('alerts').description('show alerts, and check rules for them')
  addAlertsTail(alerts)
  addAlertsCheck(alerts)
  for (const command of alerts.commands) command.exitOverride()
}
