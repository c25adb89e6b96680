export { applyUpdate } from './apply-update.ts'
export { parseCondition, type Condition } from './condition.ts'
export { evaluateCondition } from './evaluate.ts'
export type { ExpressionKind } from './faults.ts'
export { parseKeyCondition, type KeyConditionTerm, type KeyCondition } from './key-condition.ts'
export type { Path } from './path.ts'
export { parseProjection, project, type Projection } from './projection.ts'
export { isReserved } from './reserved-words.ts'
export {
  checkSubstitutionKeys,
  checkSubstitutionsWanted,
  Substitutions,
} from './substitutions.ts'
export { parseUpdate, updatedAttributes, type Update } from './update.ts'
