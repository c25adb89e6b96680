/** Alerts: what the audit trail tells that somebody should know at once. */
export { type KnownPolicies } from './policies/index.ts'
export { builtInRules, readRules, RuleFault, type Rule, type Severity } from './rules/index.ts'
