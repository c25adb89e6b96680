/** Raising alerts from the audit log, keeping them, and having them delivered. */
export type { Alert } from './alert.ts'
export { deliverJob, type DeliverDeps } from './deliver-job.ts'
export { startAlerts, type FirstStartDeps } from './first-start.ts'
export type { AlertSource, AlertTarget, Sent } from './ports.ts'
export { alertCursor, raiseJob, type RaiseDeps } from './raise-job.ts'
export { AlertRows } from './rows.ts'
