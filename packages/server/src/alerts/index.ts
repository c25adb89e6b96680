/** Alerts: what the audit trail tells that somebody should know at once. */
export type { Memory } from './events/index.ts'
export { endpointArn, Holdings, putControls, type KnownPolicies } from './policies/index.ts'
export {
  alertCursor,
  AlertRows,
  deliverJob,
  raiseJob,
  startAlerts,
  type Alert,
  type AlertSource,
  type AlertTarget,
  type FirstStartDeps,
} from './queue/index.ts'
export { builtInRules, comparedOperations, readRules, RuleFault, type Rule } from './rules/index.ts'
export {
  fileTarget,
  signatureHeader,
  syslogMessage,
  syslogTarget,
  webhookSignature,
  webhookTarget,
} from './targets/index.ts'
