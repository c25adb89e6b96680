import type { Catalog, TableName, TableRecord } from '../../../engine/index.ts'
import type { CompiledPolicies } from '../../../security/policy/index.ts'
import type { Access, RequestContext, TableKeyUse } from '../../operation.ts'
import { indexArn, tableArn } from '../arns.ts'
import { conditionsOf, type ItemFacts } from './item-facts.ts'
import { compiledResourcePolicy } from './resource-policy.ts'

export interface TableAction {
  /** IAM action without the service: `GetItem`. */
  readonly action: string
  readonly table: TableName
  /** Set where an index is read: it is then the resource. */
  readonly index?: string | undefined
  /** What the action says of items; absent for actions on the table as such. */
  readonly facts?: ItemFacts | undefined
}

/**
 * The access that an action on a table or index needs, with all that policies may ask: the
 * fine-grained keys of the request, the table's tags and its resource policy. A table that does not
 * exist has neither tags nor policy, so that whoever may not touch it is refused alike.
 */
export function tableAccess(
  catalog: Catalog,
  context: RequestContext,
  action: TableAction,
): Access | Promise<Access> {
  const table = catalog.describe(action.table)
  return table instanceof Promise
    ? table.then((later) => accessOf(later, context, action))
    : accessOf(table, context, action)
}

/** The same as the list that an operation answers which touches nothing else. */
export function onlyTableAccess(
  catalog: Catalog,
  context: RequestContext,
  action: TableAction,
): Access[] | Promise<Access[]> {
  const access = tableAccess(catalog, context, action)
  return access instanceof Promise ? access.then((later) => [later]) : [access]
}

/** All of them; waited for only where one of them is. */
export function together(
  accesses: readonly (Access | Promise<Access>)[],
): Access[] | Promise<Access[]> {
  const known: Access[] = []
  for (const access of accesses) {
    if (access instanceof Promise) {
      return Promise.all(accesses.map((each) => Promise.resolve(each)))
    }
    known.push(access)
  }
  return known
}

/** The same for a table that was looked up already; undefined: there is none. */
export function accessOf(
  table: TableRecord | undefined,
  context: RequestContext,
  { action, table: name, index, facts }: TableAction,
): Access {
  const { region } = context
  return {
    action: `dynamodb:${action}`,
    resource: index === undefined ? tableArn(region, name) : indexArn(region, name, index),
    resourceAccount: name.accountId,
    resourcePolicy: resourcePolicyOf(table),
    tableKey: facts && tableKeyOf(table),
    lateConditions: () => ({
      ...tagConditions(table),
      ...(facts && conditionsOf(facts, partitionKeyOf(table, index))),
    }),
  }
}

function partitionKeyOf(
  table: TableRecord | undefined,
  index: string | undefined,
): string[] | undefined {
  const descriptor = table?.descriptor
  const key =
    index === undefined
      ? descriptor?.key
      : descriptor?.indexes.find(({ name }) => name === index)?.key
  return key?.hash.map(({ name }) => name)
}

function tagConditions(table: TableRecord | undefined): Record<string, string> {
  const conditions: Record<string, string> = {}
  for (const { key, value } of table?.descriptor.tags ?? []) {
    conditions[`aws:ResourceTag/${key}`] = value
  }
  return conditions
}

/** Whoever reads or writes items has them opened or sealed. */
function tableKeyOf(table: TableRecord | undefined): TableKeyUse | undefined {
  if (table?.descriptor.encryption === undefined) return undefined
  const { accountId, name, encryption } = table.descriptor
  return { keyArn: encryption.keyArn, accountId, table: name }
}

function resourcePolicyOf(table: TableRecord | undefined): CompiledPolicies | undefined {
  const policy = table?.descriptor.resourcePolicy
  return policy === undefined ? undefined : compiledResourcePolicy(policy)
}
