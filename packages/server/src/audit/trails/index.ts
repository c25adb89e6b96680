export { checkSelectors, type RequestedSelectors } from './check-selectors.ts'
export { compileSelectors, type CompiledSelectors } from './compile.ts'
export { type EventFacts, type SelectableRecord } from './event-facts.ts'
export { Selection, type SelectionDeps } from './selection.ts'
export {
  defaultSelectors,
  isCustom,
  type AdvancedSelector,
  type BasicSelector,
  type EventSelectors,
  type FieldSelector,
} from './selectors.ts'
export { trailArn, type Trail, type TrailTag } from './trail.ts'
export { TrailStore } from './trail-store.ts'
