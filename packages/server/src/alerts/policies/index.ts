/** Policies as events leave them, and what a change of them permits. Pure but for the memory that is passed in. */
export { findingOf } from './compare-change.ts'
export {
  Holdings,
  type Holder,
  type HolderKind,
  type KnownPolicies,
  type Managed,
} from './holdings.ts'
export { iamChanges } from './iam-changes.ts'
export type { PolicyChange } from './policy-change.ts'
export { endpointArn, endpointChanges, keyChanges, tableChanges } from './resource-changes.ts'
