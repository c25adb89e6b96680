import {
  changeTable,
  transitionAt,
  type Engine,
  type ResourcePolicySlot,
  type TableDescriptor,
} from '../../../engine/index.ts'
import { resourceInUse, resourceNotFound, tableNotFound } from '../../../errors/index.ts'
import type { Access, RequestContext } from '../../operation.ts'
import type { PolicyResource } from './policy-resource.ts'
import { compiledResourcePolicy } from './resource-policy.ts'
import { tableAccess } from './table-access.ts'

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock' | 'random' | 'streams' | 'streamPolicies'>

/** The access that an operation on the policy of a table or stream needs; that policy takes part. */
export async function policyAccess(
  { catalog, streamPolicies }: Pick<Deps, 'catalog' | 'streamPolicies'>,
  context: RequestContext,
  resource: PolicyResource,
  action: string,
): Promise<Access> {
  if (resource.kind === 'table') {
    return tableAccess(catalog, context, { action, table: resource.table })
  }
  const { policy } = await streamPolicies.of(resource.stream)
  return {
    action: `dynamodb:${action}`,
    resource: resource.arn,
    ...(policy && { resourcePolicy: compiledResourcePolicy(policy) }),
  }
}

/** What the table or stream has of a policy. Throws where it does not exist. */
export async function policyOf(
  { catalog, streams, streamPolicies }: Pick<Deps, 'catalog' | 'streams' | 'streamPolicies'>,
  resource: PolicyResource,
): Promise<ResourcePolicySlot> {
  if (resource.kind === 'stream') {
    if ((await streams.find(resource.stream)) === undefined) throw missing(resource)
    return streamPolicies.of(resource.stream)
  }
  const table = await catalog.find(resource.table)
  if (table === undefined) throw missing(resource)
  return slotOf(table.descriptor)
}

/** Changes it, by a pure function that may be called again. Throws where there is no such table or stream. */
export async function changePolicy(
  deps: Deps,
  resource: PolicyResource,
  change: (before: ResourcePolicySlot) => ResourcePolicySlot,
): Promise<{ before: ResourcePolicySlot; after: ResourcePolicySlot }> {
  if (resource.kind === 'stream') {
    if ((await deps.streams.find(resource.stream)) === undefined) throw missing(resource)
    return deps.streamPolicies.change(resource.stream, change, () => missing(resource))
  }
  const { before, after } = await changeTable(deps, resource.table, (descriptor) => {
    const slot = slotOf(descriptor)
    const next = change(slot)
    if (sameSlot(slot, next)) return descriptor
    if (transitionAt(descriptor, deps.clock.now())?.kind === 'delete') {
      throw resourceInUse(
        `Attempt to change a resource which is still in use: Table is being deleted: ${descriptor.name}`,
      )
    }
    const { resourcePolicy: _, resourcePolicyRemovedAt: __, ...rest } = descriptor
    return {
      ...rest,
      ...(next.policy && { resourcePolicy: next.policy }),
      ...(next.removedAt !== undefined && { resourcePolicyRemovedAt: next.removedAt }),
    }
  })
  return { before: slotOf(before), after: slotOf(after) }
}

/** How refusals name it. */
export function holderOf(resource: PolicyResource): string {
  return resource.kind === 'table'
    ? `table ${resource.table.name}`
    : `stream ${resource.stream.label}`
}

function slotOf(table: TableDescriptor): ResourcePolicySlot {
  const { resourcePolicy: policy, resourcePolicyRemovedAt: removedAt } = table
  return { ...(policy && { policy }), ...(removedAt !== undefined && { removedAt }) }
}

function sameSlot(a: ResourcePolicySlot, b: ResourcePolicySlot): boolean {
  return a.policy === b.policy && a.removedAt === b.removedAt
}

function missing(resource: PolicyResource): Error {
  if (resource.kind === 'table') return tableNotFound(resource.table.name)
  const { label, table } = resource.stream
  return resourceNotFound(
    `Requested resource not found: Stream: ${label} not found for Table: ${table}`,
  )
}
