import type { KnownPolicies } from '../policies/index.ts'
import { backupDeleted } from './backup-deleted.ts'
import { keyDisabled } from './key-disabled.ts'
import { loggingNarrowed } from './logging-narrowed.ts'
import { loggingStopped } from './logging-stopped.ts'
import { policyPermitsMore } from './policy-permits-more.ts'
import { protectionTurnedOff } from './protection-turned-off.ts'
import { recoveryTurnedOff } from './recovery-turned-off.ts'
import { repeatedRefusals } from './repeated-refusals.ts'
import { rootUsed } from './root-used.ts'
import type { Rule } from './rule.ts'
import { tableCreated } from './table-created.ts'
import { tableDeleted } from './table-deleted.ts'

/** The rules that hold where nothing is configured. */
export function builtInRules(known: KnownPolicies): readonly Rule[] {
  const rules = [
    tableDeleted,
    tableCreated,
    backupDeleted,
    recoveryTurnedOff,
    protectionTurnedOff,
    loggingStopped,
    loggingNarrowed,
    keyDisabled,
    rootUsed,
    repeatedRefusals,
    policyPermitsMore(known),
  ]
  return rules.map((rule) => ({ ...rule, builtIn: true }))
}
