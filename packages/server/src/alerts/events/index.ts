/** What rules see, remember and say. */
export {
  alertEvent,
  parameter,
  principalOf,
  resourceOf,
  textParameter,
  type AlertEvent,
} from './event.ts'
export type { Finding } from './finding.ts'
export { slot, type Memory, type Slot } from './memory.ts'
