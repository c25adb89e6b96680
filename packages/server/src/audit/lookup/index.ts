export {
  attributeKeys,
  resourcesOf,
  usernameOf,
  type Attribute,
  type AttributeKey,
} from './attributes.ts'
export { EventHistory, type Lookup, type LookupPage } from './event-history.ts'
export { historyCursor, indexJob } from './index-job.ts'
export type { HistoryRecord, HistorySource } from './ports.ts'
export { historyRemovalJob } from './removal-job.ts'
export { HistoryRows, type HistoryEvent } from './rows.ts'
export { verifyHistory, type HistoryFault } from './verify.ts'
