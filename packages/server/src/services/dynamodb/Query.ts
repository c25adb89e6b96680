import {
  keyRange,
  parseKeyCondition,
  readItems,
  type Catalog,
  type Index,
  type KeyCondition,
  type Table,
  type TableName,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { QueryInput } from '../../generated/dynamodb/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { setAttribute, type AttributeMap } from '../../values/index.ts'
import type { Operation } from '../operation.ts'
import { namesIn, selectOf, tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { conditionOf, countingFaults, projectionOf, substitutionsOf } from './expressions.ts'
import {
  attributesToGet,
  checkConditionalOperator,
  legacyFilter,
  legacyKeyCondition,
  refuseMixed,
} from './legacy/index.ts'
import {
  afterStartKey,
  checkFilterHeld,
  checkSelect,
  indexOf,
  readOutput,
  readParameters,
  type ReadParameters,
} from './read-input.ts'

interface Prepared {
  readonly input: QueryInput
  readonly table: TableName
  readonly keyCondition: KeyCondition
  readonly parameters: ReadParameters
}

interface Deps {
  readonly store: KvReader
  readonly catalog: Catalog
}

const startKeyTexts = {
  invalid: 'The provided starting key is invalid',
  outside: 'The provided starting key is outside query boundaries based on provided condition',
}

export const Query: Operation<Deps, QueryInput, Prepared, object> = {
  name: 'Query',
  inputShape: 'QueryInput',

  prepare(input, context) {
    const table = resolveTableName(input.TableName, context)
    checkMixing(input)
    countingFaults(() => {
      checkSelect(input)
    })
    const { KeyConditionExpression, FilterExpression, ProjectionExpression } = input
    const substitutions = substitutionsOf(input, {
      expressions: { FilterExpression, KeyConditionExpression },
      projection: ProjectionExpression,
    })
    checkConditionalOperator(input.ConditionalOperator, input.QueryFilter)
    const queryFilter = legacyFilter(input.QueryFilter, input.ConditionalOperator, 'current')
    const attributes = attributesToGet(input.AttributesToGet)
    if (KeyConditionExpression === undefined && input.KeyConditions === undefined) {
      throw validation(
        'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
      )
    }
    const conditions = input.KeyConditions && legacyKeyCondition(input.KeyConditions)
    const filter = conditionOf('FilterExpression', FilterExpression, substitutions) ?? queryFilter
    const projection = projectionOf(ProjectionExpression, substitutions) ?? attributes
    const keyCondition =
      conditions ?? parseKeyCondition(KeyConditionExpression ?? '', substitutions)
    substitutions.assertAllUsed()
    return {
      input,
      table,
      keyCondition,
      parameters: readParameters(input, { filter, projection, wording: 'current' }),
    }
  },

  async accesses({ input, table, keyCondition, parameters }, context, { catalog }) {
    const { filter, projection, indexName: index, select } = parameters
    const facts = {
      partitions: [equalities(keyCondition)],
      attributes: namesIn(keyCondition, filter, projection),
      select: selectOf({ select, projection, index }),
      returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
    }
    return [await tableAccess(catalog, context, { action: 'Query', table, index, facts })]
  },

  async run({ store, catalog }, { input, table: name, keyCondition, parameters }) {
    const table = await catalog.get(name)
    const index = indexOf(table, parameters)
    const range = keyRange(table, index, keyCondition)
    checkFilter(table, index, parameters, input.QueryFilter ? 'QueryFilter' : 'Filter Expression')
    const reverse = input.ScanIndexForward === false
    const result = await readItems(store, {
      ...parameters,
      table,
      index,
      range: afterStartKey(table, index, range, reverse, parameters.startKey, startKeyTexts),
      reverse,
      limit: input.Limit,
    })
    return readOutput(input, result)
  },
}

/** The attributes that the condition fixes, those of the partition key among them. */
function equalities({ terms }: KeyCondition): AttributeMap {
  const fixed: AttributeMap = {}
  for (const { name, operator, operands } of terms) {
    if (operator === '=' && operands[0] !== undefined) setAttribute(fixed, name, operands[0])
  }
  return fixed
}

/** KeyConditions may go with expressions, as long as KeyConditionExpression is none of them. */
function checkMixing(input: QueryInput): void {
  const filters = ['AttributesToGet', 'QueryFilter', 'ConditionalOperator'] as const
  refuseMixed(
    input,
    input.KeyConditionExpression === undefined ? filters : [...filters, 'KeyConditions'],
    ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
  )
}

/** A filter must not name what the key condition could have named, nor what the index lacks. `member` is how it is called. */
function checkFilter(
  table: Table,
  index: Index | undefined,
  { filter }: ReadParameters,
  member: string,
): void {
  const key = index?.key ?? table.key
  for (const { name } of [...key.hash, ...key.range]) {
    if (filter?.attributes.has(name) === true) {
      throw validation(
        `${member} can only contain non-primary key attributes: Primary key attribute: ${name}`,
      )
    }
  }
  if (filter !== undefined) checkFilterHeld(index, filter.attributes)
}
