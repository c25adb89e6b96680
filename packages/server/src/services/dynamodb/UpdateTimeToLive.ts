import {
  changeExpiry,
  changeTable,
  expiryNotes,
  type Engine,
  type TableName,
} from '../../engine/index.ts'
import type { UpdateTimeToLiveInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { resolveTableName, tableArn } from './arns.ts'

interface Prepared {
  readonly table: TableName
  readonly attribute: string
  readonly enabled: boolean
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock' | 'random' | 'indexBuilder'>

export const UpdateTimeToLive: Operation<Deps, UpdateTimeToLiveInput, Prepared, object> = {
  name: 'UpdateTimeToLive',
  inputShape: 'UpdateTimeToLiveInput',

  prepare({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }, context) {
    const table = resolveTableName(TableName, context)
    return { table, attribute: AttributeName, enabled: Enabled }
  },

  accesses({ table }, context) {
    return [{ action: 'dynamodb:UpdateTimeToLive', resource: tableArn(context.region, table) }]
  },

  async run(deps, { table, attribute, enabled }) {
    const now = deps.clock.now()
    await changeTable(
      deps,
      table,
      (descriptor) => changeExpiry(descriptor, { attribute, enabled }, now),
      { also: expiryNotes },
    )
    deps.indexBuilder.wake()
    return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } }
  },
}
