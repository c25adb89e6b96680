import { attributeOf, type AttributeMap, type AttributeValue } from '../../../values/index.ts'
import type { Conditions } from '../../operation.ts'

/** What one action of a request says of the items that it touches: all that fine-grained conditions may ask. */
export interface ItemFacts {
  /**
   * The items or keys that the action names. Absent where it names no partition, as a Scan: then the
   * keys of conditions on partitions are absent too.
   */
  readonly partitions?: readonly AttributeMap[]
  /** Top-level attributes that the action names anywhere, those of whole items included. */
  readonly attributes: Iterable<string>
  /** Of reads: the parameter, or what it amounts to by default. */
  readonly select?: string
  /** Of writes of single items: see {@link returnedBy}. */
  readonly returnValues?: string | readonly string[] | undefined
  readonly returnConsumedCapacity?: string | undefined
  /** The transaction that the action is part of. */
  readonly enclosingOperation?: 'TransactGetItems' | 'TransactWriteItems' | 'ExecuteTransaction'
  /** Of PartiQL's SELECT: whether it names no partition. */
  readonly fullTableScan?: boolean
}

/** An expression, as far as the names in it go. */
interface Naming {
  readonly attributes: Iterable<string>
}

/** Of an action on one item: `item` is its key, or the whole item where that is written. */
export function factsOfItem(
  item: AttributeMap,
  ...expressions: readonly (Naming | undefined)[]
): Required<Pick<ItemFacts, 'partitions' | 'attributes'>> {
  const attributes = Object.keys(item)
  for (const expression of expressions) {
    for (const name of expression?.attributes ?? []) attributes.push(name)
  }
  return { partitions: [item], attributes }
}

export function namesIn(...expressions: readonly (Naming | undefined)[]): string[] {
  return expressions.flatMap((expression) => [...(expression?.attributes ?? [])])
}

/** What `Select` is, or amounts to where it was not given. */
export function selectOf(read: {
  readonly select?: string | undefined
  readonly projection: object | undefined
  readonly index?: string | undefined
}): string {
  if (read.select !== undefined) return read.select
  if (read.projection !== undefined) return 'SPECIFIC_ATTRIBUTES'
  return read.index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES'
}

/**
 * What a write may answer with of the item that was there: by `ReturnValues`, and when its condition fails.
 * The second gives away as much as the first, so that a policy on dynamodb:ReturnValues holds both; where
 * both return something and not the same, neither stands for the other.
 */
export function returnedBy(input: {
  readonly ReturnValues?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}): string | readonly string[] {
  const onSuccess = input.ReturnValues ?? 'NONE'
  const onFailure = input.ReturnValuesOnConditionCheckFailure ?? 'NONE'
  if (onFailure === 'NONE' || onFailure === onSuccess) return onSuccess
  return onSuccess === 'NONE' ? onFailure : [onSuccess, onFailure]
}

/** By the place of the attribute in the partition key; a table has one, an index up to four. */
const partitionKeys = [
  'dynamodb:FirstPartitionKeyValues',
  'dynamodb:SecondPartitionKeyValues',
  'dynamodb:ThirdPartitionKeyValues',
  'dynamodb:FourthPartitionKeyValues',
]

/**
 * The condition keys of an action. `hash` names the partition key's attributes of the table or index;
 * undefined where there is no such table or index, and then every scalar of a key or item stands for
 * a partition: a caller who may touch only some partitions learns nothing.
 */
export function conditionsOf(facts: ItemFacts, hash: readonly string[] | undefined): Conditions {
  const conditions: Record<string, string | readonly string[]> = {
    'dynamodb:Attributes': [...new Set(facts.attributes)],
  }
  const { partitions } = facts
  if (partitions !== undefined) addPartitions(conditions, partitions, hash)
  const { select, returnValues, returnConsumedCapacity, enclosingOperation, fullTableScan } = facts
  if (select !== undefined) conditions['dynamodb:Select'] = select
  if (returnValues !== undefined) conditions['dynamodb:ReturnValues'] = returnValues
  if (returnConsumedCapacity !== undefined) {
    conditions['dynamodb:ReturnConsumedCapacity'] = returnConsumedCapacity
  }
  if (enclosingOperation !== undefined) {
    conditions['dynamodb:EnclosingOperation'] = enclosingOperation
  }
  if (fullTableScan !== undefined) conditions['dynamodb:FullTableScan'] = String(fullTableScan)
  return conditions
}

function addPartitions(
  conditions: Record<string, string | readonly string[]>,
  partitions: readonly AttributeMap[],
  hash: readonly string[] | undefined,
): void {
  const values = hash === undefined ? [everyText(partitions)] : hash.map(textsOf(partitions))
  if (values[0] !== undefined) conditions['dynamodb:LeadingKeys'] = values[0]
  for (const [at, texts] of values.entries()) {
    const key = partitionKeys[at]
    if (key !== undefined) conditions[key] = texts
  }
}

function textsOf(items: readonly AttributeMap[]): (name: string) => readonly string[] {
  return (name) => {
    const texts = new Set<string>()
    for (const item of items) {
      const value = attributeOf(item, name)
      const text = value && textOf(value)
      if (text !== undefined) texts.add(text)
    }
    return [...texts]
  }
}

function everyText(items: readonly AttributeMap[]): readonly string[] {
  const texts = items.flatMap((item) => Object.values(item).map(textOf))
  return [...new Set(texts.filter((text) => text !== undefined))]
}

/** How a partition key's value is compared: numbers as canonical decimal text, binary as base64. */
function textOf(value: AttributeValue): string | undefined {
  if ('S' in value) return value.S
  if ('N' in value) return value.N
  return 'B' in value ? value.B : undefined
}
