export { factsOfItem, namesIn, returnedBy, selectOf, type ItemFacts } from './item-facts.ts'
export { statementAccess } from './statement-access.ts'
export {
  accessOf,
  onlyTableAccess,
  tableAccess,
  together,
  type TableAction,
} from './table-access.ts'
