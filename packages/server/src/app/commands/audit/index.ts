import type { Command } from 'commander'
import { endWithReader } from '../end-with-reader.ts'
import { addAuditSearch } from './search.ts'
import { addAuditTail } from './tail.ts'
import { addAuditValidate } from './validate.ts'
import { addAuditVerify } from './verify.ts'

/** `strongroom audit`: what was recorded, and whether it still is as it was. */
export function addAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description('follow, search, validate and verify the audit trail')
  endWithReader(audit)
  addAuditTail(audit)
  addAuditSearch(audit)
  addAuditValidate(audit)
  addAuditVerify(audit)
  for (const command of audit.commands) command.exitOverride()
}
