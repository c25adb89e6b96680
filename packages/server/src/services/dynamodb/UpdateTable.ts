import { changeTable, type Engine, type TableName } from '../../engine/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import type { UpdateTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import { resolveTableName, tableArn } from './arns.ts'
import { tableDescription } from './table-description.ts'
import { refuseUnsupported } from './unsupported.ts'
import { changeProtection } from './update-protection.ts'
import { changeThroughput } from './update-throughput.ts'

interface Prepared {
  readonly input: UpdateTableInput
  readonly table: TableName
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock'>

export const UpdateTable: Operation<Deps, UpdateTableInput, Prepared, object> = {
  name: 'UpdateTable',
  inputShape: 'UpdateTableInput',

  prepare(input, context: RequestContext) {
    const table = resolveTableName(input.TableName, context)
    checkMembers(input)
    return { input, table }
  },

  accesses({ table }, context) {
    return [{ action: 'dynamodb:UpdateTable', resource: tableArn(context.region, table) }]
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
    const { before, after } = await changeTable(deps, table, (descriptor) =>
      changeThroughput(descriptor, input, now),
    )
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

/** Each element is one action, and no two are on one index. */
function checkIndexUpdates(updates: UpdateTableInput['GlobalSecondaryIndexUpdates']): void {
  if (updates?.length === 0) throw invalidParameters('List of GlobalSecondaryIndexUpdates is empty')
  const seen = new Set<string>()
  for (const update of updates ?? []) {
    const { Update, Create, Delete } = update
    const [action, second] = [Update, Create, Delete].filter((each) => each !== undefined)
    if (action === undefined) {
      throw invalidParameters(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      )
    }
    if (second !== undefined) {
      throw invalidParameters(
        'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
      )
    }
    if (seen.has(action.IndexName)) {
      throw invalidParameters(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${action.IndexName}`,
      )
    }
    seen.add(action.IndexName)
    refuseUnsupported(update, ['Create', 'Delete'])
    if (Update) refuseUnsupported(Update, ['OnDemandThroughput', 'WarmThroughput'])
  }
}
