import {
  conditionCheck,
  deleteItem,
  putItem,
  updatedAttributes,
  updateItem,
  type Condition,
  type ItemWrite,
  type Table,
  type TableName,
  type Update as ItemUpdate,
  type WriteResult,
} from '../../engine/index.ts'
import {
  checkInsertKeys,
  insertedItem,
  itemOf,
  updateOf,
  type Insert,
  type ItemSelection,
  type KeyName,
  type Parameters,
  type Update,
} from '../../engine/partiql/index.ts'
import { ApiError, conditionalCheckFailed, duplicateItem, validation } from '../../errors/index.ts'
import type { AttributeMap } from '../../values/index.ts'
import { RawJson } from '../operation.ts'
import type { BoundStatement } from './partiql-statement.ts'

/** A statement that writes, or that only asks in a transaction of writes, as a write of the engine. */
export interface StatementWrite {
  readonly write: ItemWrite
  /** What RETURNING asks for; undefined where there is nothing to answer. */
  returned(result: WriteResult): RawJson | AttributeMap | undefined
}

interface WriteOptions {
  /** Whether a refusal carries the item that did not meet the condition. */
  readonly itemOnFailure: boolean
  readonly inTransaction: boolean
}

type ReturningImage = Update['returning']

/** Binds a statement other than SELECT. Throws a ValidationException. */
export function statementWrite(bound: BoundStatement, options: WriteOptions): StatementWrite {
  const { statement, parameters, table } = bound
  switch (statement.kind) {
    case 'insert':
      return { write: insert(bound, statement, options), returned: () => undefined }
    case 'update': {
      const update = updateOf(statement.changes, parameters)
      const write = onItem(bound, statement.where, options, (key, requirement) =>
        updateItem(table, key, update, requirement),
      )
      return {
        write: { ...write, decide: existing(write) },
        returned: (result) => image(statement.returning, update, result),
      }
    }
    case 'delete': {
      const write = onItem(bound, statement.where, options, (key, requirement) =>
        deleteItem(table, key, requirement),
      )
      return {
        // A condition on an item that is not there is not looked at.
        write: {
          ...write,
          decide: (schema, before) =>
            before === undefined ? { action: 'none' } : write.decide(schema, before),
        },
        returned: (result) => image(statement.returning, undefined, result),
      }
    }
    case 'exists':
      return { write: existsCheck(bound, options), returned: () => undefined }
    case 'select':
      throw validation('Unsupported operation: Select')
  }
}

/** INSERT never replaces an item. */
function insert(
  { parameters, table }: BoundStatement,
  statement: Insert,
  { inTransaction }: WriteOptions,
): ItemWrite {
  const item = insertedItem(statement, parameters)
  const put = putItem(table, item, { condition: undefined, itemOnFailure: false })
  return {
    table,
    key(schema) {
      checkInsertKeys(item, keyNames(schema))
      return put.key(schema)
    },
    decide(schema, before) {
      if (before !== undefined) throw inTransaction ? duplicateReason() : duplicateItem()
      return put.decide(schema, before)
    },
  }
}

/**
 * A transaction takes the reason of a refused condition from its members, so that this one comes
 * out under its own code and with its own text.
 */
function duplicateReason(): ApiError {
  const { code, namespace } = conditionalCheckFailed()
  return new ApiError({
    code,
    namespace,
    message: duplicateItem().message,
    members: { Code: 'DuplicateItem' },
  })
}

/** UPDATE never creates an item. */
function existing(write: ItemWrite): ItemWrite['decide'] {
  return (schema, before) => {
    if (before === undefined) throw conditionalCheckFailed()
    return write.decide(schema, before)
  }
}

export function existsOutsideTransaction(): ApiError {
  return validation('EXISTS can only be used in ExecuteTransaction write requests.')
}

function existsCheck(bound: BoundStatement, { itemOnFailure }: WriteOptions): ItemWrite {
  const { statement, parameters, table } = bound
  const select = statement.kind === 'exists' ? statement.select : undefined
  if (select?.index !== undefined) {
    throw validation('Operations on indices are not supported in transactions')
  }
  return memoized(table, (schema) => {
    const item = itemOf(select?.where, keyNames(schema), parameters)
    if (item?.condition === undefined) {
      throw validation('EXISTS() must contain a single item read with additional condition')
    }
    return conditionCheck(table, item.key, { condition: item.condition, itemOnFailure })
  })
}

/** A write of the one item that a WHERE clause names. Which item that is depends on the table's key. */
function onItem(
  { parameters, table }: BoundStatement,
  where: Update['where'],
  { itemOnFailure }: WriteOptions,
  make: (
    key: AttributeMap,
    requirement: { condition: Condition | undefined; itemOnFailure: boolean },
  ) => ItemWrite,
): ItemWrite {
  return memoized(table, (schema) => {
    const { key, condition } = selection(where, schema, parameters)
    return make(key, { condition, itemOnFailure })
  })
}

function selection(where: Update['where'], schema: Table, parameters: Parameters): ItemSelection {
  const item = itemOf(where, keyNames(schema), parameters)
  if (item !== undefined) return item
  throw validation('Where clause does not contain a mandatory equality on all key attributes')
}

/** A write that is made once the table is known, and again when it changed. */
function memoized(table: TableName, make: (schema: Table) => ItemWrite): ItemWrite {
  let last: { schema: Table; write: ItemWrite } | undefined
  const of = (schema: Table): ItemWrite => {
    if (last?.schema !== schema) last = { schema, write: make(schema) }
    return last.write
  }
  return {
    table,
    key: (schema) => of(schema).key(schema),
    decide: (schema, before) => of(schema).decide(schema, before),
  }
}

export function keyNames({ key }: Table): KeyName[] {
  return [...key.hash, ...key.range]
}

function image(
  asked: ReturningImage,
  update: ItemUpdate | undefined,
  { before, after }: WriteResult,
): RawJson | AttributeMap | undefined {
  switch (asked) {
    case 'ALL OLD':
      return before && new RawJson(before.json)
    case 'ALL NEW':
      return after && new RawJson(after.encoded.json)
    case 'MODIFIED OLD':
      return modified(update, before?.item)
    case 'MODIFIED NEW':
      return modified(update, after?.item)
    default:
      return undefined
  }
}

function modified(
  update: ItemUpdate | undefined,
  item: AttributeMap | undefined,
): AttributeMap | undefined {
  if (update === undefined || item === undefined) return undefined
  const attributes = updatedAttributes(update, item)
  return Object.keys(attributes).length > 0 ? attributes : undefined
}
