import { limits } from '../../base/index.ts'
import { compareScalars, type AttributeValue } from '../../values/index.ts'
import type { Condition, KeyConditionTerm } from '../expression/index.ts'
import { conditionOf, flatten } from './condition.ts'
import { refused } from './faults.ts'
import { checkScalars, conjunction, joined } from './item-key.ts'
import { keyTerm, names, type KeyName } from './key-terms.ts'
import type { Parameters } from './literal.ts'
import type { OrderKey, Select } from './statement.ts'
import type { Expression } from './tree.ts'

/** The key of the table or index that is read. */
export interface ReadKey {
  readonly hash: KeyName
  readonly range: KeyName | undefined
}

/** One range of a partition to be read: all `range` terms hold together. */
export interface PartitionRead {
  readonly hash: KeyConditionTerm
  readonly range: readonly KeyConditionTerm[]
  /** What else its items must meet. */
  readonly filter: Condition | undefined
}

export interface ReadPlan {
  /** The whole condition, for a scan and for what it names; undefined without WHERE. */
  readonly condition: Condition | undefined
  /**
   * The reads that find what the statement asks for, in the order of their partitions; undefined
   * where some part of the condition names no partition, so that all items must be looked at. Reads
   * of one partition are next to each other, and their ranges must not overlap.
   */
  readonly reads: readonly PartitionRead[] | undefined
  readonly descending: boolean
  /** Whether the condition as a whole fixes the hash key, not just an alternative of it. */
  readonly keyed: boolean
}

/** Checks what a SELECT asks for as far as that needs no table. Throws a ValidationException. */
export function checkSelectCondition({ where }: Select, parameters: Parameters): void {
  if (where !== undefined) conditionOf(where, parameters)
}

/** Decides how a SELECT is read. Throws a ValidationException. */
export function planRead(select: Select, key: ReadKey, parameters: Parameters): ReadPlan {
  const { where, orderBy } = select
  const condition = where && conditionOf(where, parameters)
  if (where === undefined || condition === undefined) {
    return { condition: undefined, reads: undefined, descending: false, keyed: false }
  }
  const keys = key.range ? [key.hash, key.range] : [key.hash]
  checkScalars(condition, keys)
  checkOrderKeys(orderBy, keys)
  const branches = alternatives(where, keys).map((parts) => branchOf(parts, key, parameters))
  const reads = branches.every((branch) => branch !== undefined)
    ? merge(branches, parameters)
    : undefined
  return {
    condition,
    reads: reads && ordered(reads, orderBy, key),
    ...direction(reads, orderBy, key),
    keyed: flatten(where, 'and').some((part) => fixes(part, key.hash, parameters)),
  }
}

/** Whether it is an equality with the hash key, or an IN. */
function fixes(part: Expression, hash: KeyName, parameters: Parameters): boolean {
  if (part.kind === 'binary' && part.operator === 'in') return names(part.left, hash.name)
  return keyTerm(part, hash, parameters)?.operator === '='
}

/** Of the items of one partition: which to read, and what to ask of each. */
interface Branch {
  readonly hash: KeyConditionTerm
  readonly range: readonly KeyConditionTerm[]
  /** Whether it asks something of the range key that is no range. */
  readonly scattered: boolean
  readonly rest: readonly Expression[]
  /** The range and the rest together. */
  readonly all: readonly Expression[]
}

/**
 * The condition as alternatives, each a list of parts that hold together. Only what concerns a key is
 * taken apart; an OR of other attributes stays one part.
 */
function alternatives(expression: Expression, keys: readonly KeyName[]): Expression[][] {
  if (!keys.some(({ name }) => mentions(expression, name))) return [[expression]]
  if (expression.kind !== 'binary') return [[expression]]
  switch (expression.operator) {
    case 'or':
      return bounded(flatten(expression, 'or').flatMap((part) => alternatives(part, keys)))
    case 'and':
      return flatten(expression, 'and')
        .map((part) => alternatives(part, keys))
        .reduce((before, more) =>
          bounded(before.flatMap((one) => more.map((other) => [...one, ...other]))),
        )
    case 'in':
      return membersOf(expression, (keys[0] as KeyName).name)
    default:
      return [[expression]]
  }
}

/** `pk IN [a, b]` is `pk = a OR pk = b`. */
function membersOf(
  expression: Extract<Expression, { kind: 'binary' }>,
  hash: string,
): Expression[][] {
  const { left, right, place } = expression
  const isSet = right.kind === 'list' || right.kind === 'bag'
  if (!isSet || !names(left, hash)) return [[expression]]
  return bounded(
    right.items.map((item) => [{ kind: 'binary', operator: '=', left, right: item, place }]),
  )
}

function bounded(branches: Expression[][]): Expression[][] {
  if (branches.length <= limits.partiqlReads) return branches
  throw refused('Too many decomposed read operations for a given query.')
}

function mentions(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'name':
      return expression.name === name
    case 'unary':
    case 'is':
      return mentions(expression.operand, name)
    case 'binary':
      return mentions(expression.left, name) || mentions(expression.right, name)
    case 'between':
      return [expression.operand, expression.lower, expression.upper].some((part) =>
        mentions(part, name),
      )
    case 'call':
      return expression.operands.some((operand) => mentions(operand, name))
    default:
      return false
  }
}

/** Undefined where the parts name no partition. */
function branchOf(
  parts: readonly Expression[],
  key: ReadKey,
  parameters: Parameters,
): Branch | undefined {
  let hash: KeyConditionTerm | undefined
  let scattered = false
  const range: KeyConditionTerm[] = []
  const rest: Expression[] = []
  const all: Expression[] = []
  for (const part of parts) {
    const term = hash === undefined ? keyTerm(part, key.hash, parameters) : undefined
    if (term?.operator === '=') {
      hash = term
      continue
    }
    all.push(part)
    const within = key.range && keyTerm(part, key.range, parameters)
    if (within) range.push(within)
    else rest.push(part)
    scattered ||= !within && key.range !== undefined && mentions(part, key.range.name)
  }
  return hash && { hash, range, scattered, rest, all }
}

/** Joins the alternatives of each partition, in the order in which the statement names partitions. */
function merge(branches: readonly Branch[], parameters: Parameters): PartitionRead[] {
  const partitions = new Map<string, Branch[]>()
  for (const branch of branches) {
    const id = JSON.stringify(branch.hash.operands)
    const same = partitions.get(id)
    if (same) same.push(branch)
    else partitions.set(id, [branch])
  }
  return [...partitions.values()].flatMap((same) => readsOf(same, parameters))
}

/**
 * The reads of one partition. Alternatives with ranges are read one by one; where none has a range,
 * or one asks for what is no range, the partition is read once with all of them as its filter.
 */
function readsOf(same: readonly Branch[], parameters: Parameters): PartitionRead[] {
  const { hash } = same[0] as Branch
  const filterOf = (parts: readonly Expression[]): Condition | undefined => {
    const filter = conjunction(parts)
    return filter && conditionOf(filter, parameters)
  }
  const ranged = same.filter(({ range }) => range.length > 0)
  if (same.length === 1 || (ranged.length === same.length && !same.some((one) => one.scattered))) {
    return same.map(({ range, rest }) => ({ hash, range, filter: filterOf(rest) }))
  }
  if (ranged.length > 0 && !same.some((one) => one.scattered)) throw overlapping()
  const any = same.map(({ all }) => conjunction(all))
  const parts = any.filter((part) => part !== undefined)
  const filter = parts.length === any.length ? joined('or', parts) : undefined
  return [{ hash, range: [], filter: filter && conditionOf(filter, parameters) }]
}

export function overlapping(): Error {
  return refused('Overlapping conditions with range keys are not supported in where clause')
}

function checkOrderKeys(orderBy: Select['orderBy'], keys: readonly KeyName[]): void {
  for (const { name } of orderBy ?? []) {
    if (keys.some((key) => key.name === name)) continue
    throw refused(`Variable reference ${name} in ORDER BY clause must be part of the primary key`)
  }
}

function direction(
  reads: readonly PartitionRead[] | undefined,
  orderBy: Select['orderBy'],
  key: ReadKey,
): { descending: boolean } {
  if (orderBy === undefined) return { descending: false }
  if (reads === undefined) {
    throw refused(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    )
  }
  const byRange = orderBy.find(({ name }) => name === key.range?.name)
  return { descending: byRange?.descending === true }
}

function ordered(
  reads: readonly PartitionRead[],
  orderBy: readonly OrderKey[] | undefined,
  key: ReadKey,
): readonly PartitionRead[] {
  if (orderBy === undefined) return reads
  const partition = ({ hash }: PartitionRead): AttributeValue => hash.operands[0] as AttributeValue
  const byHash = orderBy.find(({ name }) => name === key.hash.name)
  const several = new Set(reads.map((read) => JSON.stringify(partition(read)))).size > 1
  if (several && byHash === undefined) {
    throw refused(
      'Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
    )
  }
  if (byHash === undefined) return reads
  const sign = byHash.descending ? -1 : 1
  return [...reads].sort((a, b) => sign * (compareScalars(partition(a), partition(b)) ?? 0))
}
