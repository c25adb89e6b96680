export {
  openMemoryStore,
  type MemoryStoreOptions,
  type SchedulePoint,
  type Scheduler,
} from './memory-store.ts'
