export { aside, auditedStore, recording } from './log/audited-store.ts'
export { Journal, type JournalDeps } from './log/journal.ts'
export {
  createLogReader,
  type LogCursor,
  type LoggedEvent,
  type LogPage,
  type LogReader,
} from './log/log-reader.ts'
export { chainJob, trimJob } from './log/jobs.ts'
export { LogSize } from './log/log-size.ts'
export { notesRow } from './log/rows.ts'
export { verifyChain, type ChainFault } from './log/verify-chain.ts'
export { Recording } from './log/recording.ts'
export { services as auditedServices } from './operations/index.ts'
export type { RequestFacts } from './records/request-facts.ts'
export type { CloudTrailRecord, RecordedResource, UserIdentity } from './records/record.ts'
export {
  Recorder,
  type InternalCall,
  type NamedOperation,
  type RecorderDeps,
  type SelectedEvent,
  type Selection,
} from './recorder.ts'
