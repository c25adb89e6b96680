/** Policies as events leave them, and what a change of them permits. Pure but for the memory that is passed in. */
export { askedChanges } from './asked-changes.ts'
export { findingOf } from './compare-change.ts'
export { controlChanges, putControls, type Controls } from './control-changes.ts'
export { grantChanges } from './grant-changes.ts'
export {
  Holdings,
  type Holder,
  type HolderKind,
  type KnownPolicies,
  type Managed,
} from './holdings.ts'
export { iamChanges } from './iam-changes.ts'
export type { Doubt, PolicyChange } from './policy-change.ts'
export { endpointArn, endpointChanges, keyChanges, tableChanges } from './resource-changes.ts'
