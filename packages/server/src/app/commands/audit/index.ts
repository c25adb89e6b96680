import type { Command } from 'commander'
import { addAuditValidate } from './validate.ts'

/** `strongroom audit`: what was recorded, and whether it still is as it was. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('validate the audit trail')
  addAuditValidate(audit)
  for (const command of audit.commands) command.exitOverride()
}
