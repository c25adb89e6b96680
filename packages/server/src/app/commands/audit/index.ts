import type { Command } from 'commander'
import { addAuditSearch } from './search.ts'
import { addAuditTail } from './tail.ts'
import { addAuditValidate } from './validate.ts'

/** `strongroom audit`: what was recorded, and whether it still is as it was. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('follow, search and validate the audit trail')
  addAuditTail(audit)
  addAuditSearch(audit)
  addAuditValidate(audit)
  for (const command of audit.commands) command.exitOverride()
}
