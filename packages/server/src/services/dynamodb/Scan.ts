import {
  readItems,
  scanRange,
  type Catalog,
  type Segment,
  type TableName,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { ScanInput } from '../../generated/dynamodb/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import type { Operation } from '../operation.ts'
import { namesIn, selectOf, tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import {
  attributesToGet,
  checkConditionalOperator,
  legacyFilter,
  refuseMixed,
} from './legacy/index.ts'
import { conditionOf, projectionOf, substitutionsOf } from './expressions.ts'
import {
  afterStartKey,
  checkSelect,
  indexOf,
  readOutput,
  readParameters,
  type ReadParameters,
} from './read-input.ts'

interface Prepared {
  readonly input: ScanInput
  readonly table: TableName
  readonly segment: Segment | undefined
  readonly parameters: ReadParameters
}

interface Deps {
  readonly store: KvReader
  readonly catalog: Catalog
}

const startKeyTexts = {
  invalid:
    'The provided starting key is invalid: The provided key element does not match the schema',
  outside:
    'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.',
}

export const Scan: Operation<Deps, ScanInput, Prepared, object> = {
  name: 'Scan',
  inputShape: 'ScanInput',

  prepare(input, context) {
    const table = resolveTableName(input.TableName, context)
    refuseMixed(
      input,
      ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
      ['ProjectionExpression', 'FilterExpression'],
    )
    checkSelect(input)
    const segment = segmentOf(input)
    const { FilterExpression, ProjectionExpression } = input
    const substitutions = substitutionsOf(input, {
      expressions: { FilterExpression },
      projection: ProjectionExpression,
      wording: 'older',
    })
    checkConditionalOperator(input.ConditionalOperator, input.ScanFilter)
    const scanFilter = legacyFilter(input.ScanFilter, input.ConditionalOperator, 'older')
    const attributes = attributesToGet(input.AttributesToGet)
    const filter = conditionOf('FilterExpression', FilterExpression, substitutions) ?? scanFilter
    const projection = projectionOf(ProjectionExpression, substitutions) ?? attributes
    substitutions.assertAllUsed()
    return {
      input,
      table,
      segment,
      parameters: readParameters(input, { filter, projection, wording: 'older' }),
    }
  },

  async accesses({ input, table, parameters }, context, { catalog }) {
    const { filter, projection, indexName: index, select } = parameters
    const facts = {
      attributes: namesIn(filter, projection),
      select: selectOf({ select, projection, index }),
      returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
    }
    return [await tableAccess(catalog, context, { action: 'Scan', table, index, facts })]
  },

  async run({ store, catalog }, { input, table: name, segment, parameters }) {
    const table = await catalog.get(name)
    const index = indexOf(table, parameters)
    const range = scanRange(index?.prefix ?? table.prefix, segment)
    const result = await readItems(store, {
      ...parameters,
      table,
      index,
      range: afterStartKey(table, index, range, false, parameters.startKey, startKeyTexts),
      reverse: false,
      limit: input.Limit,
    })
    return readOutput(input, result)
  },
}

function segmentOf({ Segment: segment, TotalSegments: total }: ScanInput): Segment | undefined {
  if (segment === undefined && total === undefined) return undefined
  if (total === undefined) {
    throw validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    )
  }
  if (segment === undefined) {
    throw validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    )
  }
  if (segment >= total) {
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${String(segment)} is not less than TotalSegments: ${String(total)}`,
    )
  }
  return { segment, total }
}
