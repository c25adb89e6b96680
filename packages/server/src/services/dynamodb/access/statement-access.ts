import type { Catalog, Table } from '../../../engine/index.ts'
import {
  insertedItem,
  itemOf,
  planRead,
  updateOf,
  type Select,
  type Statement,
} from '../../../engine/partiql/index.ts'
import { ApiError } from '../../../errors/index.ts'
import { setAttribute, type AttributeMap } from '../../../values/index.ts'
import type { Access, RequestContext } from '../../operation.ts'
import { readKey } from '../partiql-source.ts'
import type { BoundStatement } from '../partiql-statement.ts'
import { factsOfItem, namesIn, returnedBy, selectOf, type ItemFacts } from './item-facts.ts'
import { accessOf } from './table-access.ts'

const actions: Readonly<Record<Statement['kind'], string>> = {
  select: 'PartiQLSelect',
  exists: 'PartiQLSelect',
  insert: 'PartiQLInsert',
  update: 'PartiQLUpdate',
  delete: 'PartiQLDelete',
}

/** What a statement touches: the table, or the index that a SELECT reads. */
export async function statementAccess(
  catalog: Catalog,
  context: RequestContext,
  bound: BoundStatement,
  enclosing: Pick<ItemFacts, 'enclosingOperation'> = {},
): Promise<Access> {
  const { statement, table: name } = bound
  const table = await catalog.find(name)
  const index = statement.kind === 'select' ? statement.index : undefined
  const facts = { ...(table === undefined ? unknownTable : factsOf(bound, table)), ...enclosing }
  return accessOf(table, context, { action: actions[statement.kind], table: name, index, facts })
}

/**
 * Of a table that is not there nothing is known, not even which part of a statement would name a partition:
 * whoever may touch only some, or must not scan, is refused as for one that is there.
 */
const unknownTable: ItemFacts = {
  partitions: [{ '': { S: '' } }],
  attributes: [],
  fullTableScan: true,
}

/**
 * What the statement names. One that is at fault is refused when it runs and reads nothing; until
 * then it counts as naming no partition.
 */
function factsOf(bound: BoundStatement, table: Table): ItemFacts {
  try {
    return namedBy(bound, table)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { attributes: [], fullTableScan: true }
  }
}

function namedBy(
  { statement, parameters, ReturnValuesOnConditionCheckFailure }: BoundStatement,
  table: Table,
): ItemFacts {
  const onFailure = { ReturnValuesOnConditionCheckFailure }
  // Where nothing is returned that was there, the key is absent, as a statement of this kind has no RETURNING.
  const returned = returnedBy(onFailure)
  const ofFailure = returned === 'NONE' ? {} : { returnValues: returned }
  const keys = [...table.key.hash, ...table.key.range]
  switch (statement.kind) {
    case 'select':
      return namedBySelect(statement, parameters, table)
    case 'exists':
      return { ...namedByExists(statement.select, parameters, table), ...ofFailure }
    case 'insert':
      return { ...factsOfItem(insertedItem(statement, parameters)), ...ofFailure }
    case 'update':
    case 'delete': {
      const item = itemOf(statement.where, keys, parameters)
      const changes =
        statement.kind === 'update' ? updateOf(statement.changes, parameters) : undefined
      const ReturnValues = statement.returning?.replace('MODIFIED', 'UPDATED').replace(' ', '_')
      return {
        ...factsOfItem(item?.key ?? {}, item?.condition, changes),
        returnValues: returnedBy({ ReturnValues, ...onFailure }),
      }
    }
  }
}

/**
 * Of the one item that EXISTS asks about, which is found as a write finds its own, and not as SELECT reads:
 * what only a SELECT would be refused for must not leave the item unnamed. Without it, it is refused.
 */
function namedByExists(
  select: Select,
  parameters: BoundStatement['parameters'],
  table: Table,
): ItemFacts {
  const item = itemOf(select.where, [...table.key.hash, ...table.key.range], parameters)
  if (item === undefined) return namedBySelect(select, parameters, table)
  const named = factsOfItem(item.key, item.condition)
  return {
    ...named,
    attributes: [...columnsOf(select), ...named.attributes],
    select: selectOf({ projection: select.columns, index: select.index }),
    fullTableScan: false,
  }
}

function columnsOf({ columns = [] }: Select): readonly string[] {
  return columns.map(({ path }) => path[0])
}

function namedBySelect(
  select: Select,
  parameters: BoundStatement['parameters'],
  table: Table,
): ItemFacts {
  const index = select.index === undefined ? undefined : table.indexByName.get(select.index)
  const plan = planRead(select, readKey(table, index), parameters)
  return {
    ...(plan.reads === undefined
      ? {}
      : {
          partitions: plan.reads.map(({ hash }) => {
            const partition: AttributeMap = {}
            const [value] = hash.operands
            if (value !== undefined) setAttribute(partition, hash.name, value)
            return partition
          }),
        }),
    attributes: [...columnsOf(select), ...namesIn(plan.condition)],
    select: selectOf({ projection: select.columns, index: select.index }),
    fullTableScan: plan.reads === undefined,
  }
}
