import { changeTable, type Engine, type TableName } from '../../engine/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import type { UpdateTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { tableDescription } from './table-description.ts'
import { refuseUnsupported } from './unsupported.ts'
import { changeIndexes, checkIndexUpdates, indexNotes } from './update-indexes.ts'
import { changeProtection } from './update-protection.ts'
import { changeThroughput } from './update-throughput.ts'

interface Prepared {
  readonly input: UpdateTableInput
  readonly table: TableName
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock' | 'indexBuilder'>

export const UpdateTable: Operation<Deps, UpdateTableInput, Prepared, object> = {
  name: 'UpdateTable',
  inputShape: 'UpdateTableInput',

  prepare(input, context: RequestContext) {
    const table = resolveTableName(input.TableName, context)
    checkMembers(input)
    return { input, table }
  },

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'UpdateTable', table })]
  },

  async run(deps, { input, table }, context) {
    const now = deps.clock.now()
    const protection = input.DeletionProtectionEnabled
    if (protection !== undefined) {
      const { after } = await changeTable(deps, table, (descriptor) =>
        changeProtection(descriptor, protection, now),
      )
      return { TableDescription: tableDescription(after, context.region, { status: 'ACTIVE' }) }
    }
    const { before, after } = await changeTable(
      deps,
      table,
      (descriptor) => changeThroughput(changeIndexes(descriptor, input), input, now),
      indexNotes,
    )
    if (indexNotes(after, before).length > 0) deps.indexBuilder.wake()
    const { lastDecrease } = after.throughput
    const throughput = {
      ...before.throughput,
      ...(lastDecrease === undefined ? {} : { lastDecrease }),
    }
    return {
      TableDescription: tableDescription(after, context.region, { status: 'UPDATING', throughput }),
    }
  },
}

/** The rules on which members may come together, in the service's order of precedence. */
function checkMembers(input: UpdateTableInput): void {
  refuseUnsupported(input, [
    'SSESpecification',
    'TableClass',
    'WarmThroughput',
    'StreamSpecification',
    'ReplicaUpdates',
    'MultiRegionConsistency',
    'GlobalTableWitnessUpdates',
    'OnDemandThroughput',
    'GlobalTableSettingsReplicationMode',
    'VectorIndexUpdates',
    'DisassociationProtectionEnabled',
  ])
  const updates = input.GlobalSecondaryIndexUpdates
  const throughput =
    input.BillingMode !== undefined ||
    input.ProvisionedThroughput !== undefined ||
    (updates?.length ?? 0) > 0
  if (input.DeletionProtectionEnabled !== undefined) {
    if (throughput) {
      throw invalidParameters(
        'DeletionProtection modification must be the only operation in the request',
      )
    }
    return
  }
  if (!throughput) {
    throw validation(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    )
  }
  checkIndexUpdates(updates)
}
