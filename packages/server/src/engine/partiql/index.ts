export { updateOf } from './changes.ts'
export { attributesOf, selectColumns } from './columns.ts'
export { checkInsertKeys, insertedItem } from './insert.ts'
export { itemOf, type ItemSelection } from './item-key.ts'
export type { KeyName } from './key-terms.ts'
export type { Parameters } from './literal.ts'
export {
  overlapping,
  checkSelectCondition,
  planRead,
  type PartitionRead,
  type ReadKey,
  type ReadPlan,
} from './read-plan.ts'
export {
  kindOfStatement,
  parseStatement,
  type Column,
  type Delete,
  type Exists,
  type Insert,
  type ParsedStatement,
  type Select,
  type Statement,
  type Update,
} from './statement.ts'
