import type { Case } from '../case.ts'
import { batchRefusalCases } from './batch-refusals.ts'
import { batchCases } from './batch.ts'
import { capacityCases } from './capacity.ts'
import { conditionCases } from './conditions.ts'
import { expressionRefusalCases } from './expression-refusals.ts'
import { indexLifecycleCases } from './index-lifecycle.ts'
import { indexRefusalCases } from './index-refusals.ts'
import { indexCases } from './indexes.ts'
import { itemOperationCases } from './item-operations.ts'
import { keyConditionRefusalCases } from './key-condition-refusals.ts'
import { legacyRefusalCases } from './legacy-refusals.ts'
import { legacyCases } from './legacy.ts'
import { limitCases } from './limits.ts'
import { orderCases } from './order.ts'
import { partiqlManyCases } from './partiql-many.ts'
import { partiqlRefusalCases } from './partiql-refusals.ts'
import { partiqlCases } from './partiql.ts'
import { projectionCases } from './projections.ts'
import { queryCases } from './query.ts'
import { readRefusalCases } from './read-refusals.ts'
import { resourcePolicyCases } from './resource-policies.ts'
import { returnValueRows } from './return-values.ts'
import { scanCases } from './scan.ts'
import { streamCases } from './streams.ts'
import { tableOperationCases } from './table-operations.ts'
import { tableDefinitionRefusalCases } from './table-definition-refusals.ts'
import { tablePlaneRefusalCases } from './table-plane-refusals.ts'
import { tablePlaneCases } from './table-plane.ts'
import { tableRefusalCases } from './table-refusals.ts'
import { tagCases } from './tags.ts'
import { throughputCases } from './throughput.ts'
import { transactionRefusalCases } from './transaction-refusals.ts'
import { transactionCases } from './transactions.ts'
import { ttlCases } from './ttl.ts'
import { updateItemCases } from './update-item.ts'
import { updateRefusalCases } from './update-refusals.ts'
import { valueRefusalCases } from './value-refusals.ts'
import { wireCases } from './wire.ts'
import { itemRefusalCases } from './write-refusals.ts'

/** Every case, operation by operation. */
export function allCases(): Case[] {
  return [
    ...tableOperationCases(),
    ...itemOperationCases(),
    ...updateItemCases(),
    ...returnValueRows(),
    ...batchCases(),
    ...transactionCases(),
    ...partiqlCases(),
    ...partiqlManyCases(),
    ...legacyCases(),
    ...queryCases(),
    ...indexCases(),
    ...scanCases(),
    ...capacityCases(),
    ...throughputCases(),
    ...conditionCases(),
    ...limitCases(),
    ...wireCases(),
    ...streamCases(),
    ...tableDefinitionRefusalCases(),
    ...indexLifecycleCases(),
    ...ttlCases(),
    ...tableRefusalCases(),
    ...tablePlaneCases(),
    ...tablePlaneRefusalCases(),
    ...tagCases(),
    ...resourcePolicyCases(),
    ...itemRefusalCases(),
    ...keyConditionRefusalCases(),
    ...readRefusalCases(),
    ...batchRefusalCases(),
    ...transactionRefusalCases(),
    ...partiqlRefusalCases(),
    ...legacyRefusalCases(),
    ...valueRefusalCases(),
    ...expressionRefusalCases(),
    ...updateRefusalCases(),
    ...indexRefusalCases(),
    ...projectionCases(),
    ...orderCases(),
  ]
}
