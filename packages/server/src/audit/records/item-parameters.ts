import { keyOfItem, keyValues, names } from './key-values.ts'
import { redactStatement } from './partiql-text.ts'
import { lowerFirst, shownValue } from './shown.ts'

/** The names of a table's key attributes; empty where the table is not known. */
export type KeyNames = (table: string) => readonly string[]

/** As they were decoded, by member. */
export type RequestParameters = Readonly<Record<string, unknown>>

/**
 * Parameters of the operations on items: values of keys are shown, and of everything else the names
 * alone. Expressions are shown, since values stand outside them.
 */
export function itemParameters(
  input: RequestParameters,
  members: readonly string[],
  keyNames: KeyNames,
): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const member of members) {
    if (!Object.hasOwn(input, member) || input[member] === undefined) continue
    addMember(shown, member, input, keyNames)
  }
  return shown
}

/**
 * The JSON of {@link itemParameters}. What most requests consist of is written without an object of it. `keyText`: the
 * members of a key.
 */
export function itemParametersText(
  input: RequestParameters,
  members: readonly string[],
  keyNames: KeyNames,
  keyText: KeyText = wholeKeyText,
): string {
  let text = ''
  for (const member of members) {
    if (input[member] === undefined || !Object.hasOwn(input, member)) continue
    const shown = memberText(member, input, keyNames, keyText)
    text += text === '' || shown === '' ? shown : `,${shown}`
  }
  return `{${text}}`
}

type KeyText = (key: Readonly<Record<string, unknown>>) => string

function memberText(
  member: string,
  input: RequestParameters,
  keyNames: KeyNames,
  keyText: KeyText,
): string {
  const value = input[member]
  if (member === 'Key') return `"key":{${keyText(keyValues(value))}}`
  if (member === 'Item') {
    const key = keyOfItem(value, keyNames(String(input['TableName'])))
    return `"key":{${keyText(key)}},"item":${JSON.stringify(names(value))}`
  }
  if (typeof value === 'string' && member !== 'Statement') {
    return `"${shownName(member)}":${JSON.stringify(value)}`
  }
  const shown: Record<string, unknown> = {}
  addMember(shown, member, input, keyNames)
  return JSON.stringify(shown).slice(1, -1)
}

function wholeKeyText(key: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const name in key) {
    const each = `${JSON.stringify(name)}:${JSON.stringify(key[name])}`
    text += text === '' ? each : `,${each}`
  }
  return text
}

const shownNames = new Map<string, string>()

/** The same string each time: operations have few members. */
function shownName(member: string): string {
  const known = shownNames.get(member)
  if (known !== undefined) return known
  const made = lowerFirst(member)
  shownNames.set(member, made)
  return made
}

function addMember(
  shown: Record<string, unknown>,
  member: string,
  input: RequestParameters,
  keyNames: KeyNames,
): void {
  const value = input[member]
  switch (member) {
    case 'Key':
    case 'ExclusiveStartKey':
      shown[shownName(member)] = keyValues(value)
      return
    case 'Item':
      shown['key'] = keyOfItem(value, keyNames(String(input['TableName'])))
      shown['item'] = names(value)
      return
    case 'Expected':
    case 'AttributeUpdates':
    case 'KeyConditions':
    case 'QueryFilter':
    case 'ScanFilter':
      shown[shownName(member)] = names(value)
      return
    case 'RequestItems':
      shown['requestItems'] = batchItems(value as Readonly<Record<string, unknown>>, keyNames)
      return
    case 'TransactItems':
      shown['requestItems'] = (value as readonly RequestParameters[]).flatMap((each) =>
        transactItem(each, keyNames),
      )
      return
    case 'Statement':
      shown['statement'] = redactStatement(String(value), keyNames)
      return
    case 'Statements':
    case 'TransactStatements':
      shown['requestItems'] = (value as readonly RequestParameters[]).map((each) => ({
        statement: redactStatement(String(each['Statement']), keyNames),
      }))
      return
    default:
      shown[shownName(member)] = member === 'ExpressionAttributeNames' ? value : shownValue(value)
  }
}

const keyMembers = [
  'Key',
  'ConsistentRead',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'AttributesToGet',
]

/** Tables to keys, of a batch of reads, or to writes. */
function batchItems(tables: Readonly<Record<string, unknown>>, keyNames: KeyNames): object[] {
  return Object.entries(tables).flatMap(([tableName, asked]): object[] => {
    if (Array.isArray(asked)) {
      return (asked as readonly RequestParameters[]).map((write) =>
        batchWrite(tableName, write, keyNames),
      )
    }
    const { Keys: keys, ...how } = asked as RequestParameters
    return (keys as readonly unknown[]).map((key) => ({
      tableName,
      ...itemParameters({ ...how, Key: key }, keyMembers, keyNames),
    }))
  })
}

function batchWrite(tableName: string, write: RequestParameters, keyNames: KeyNames): object {
  const { PutRequest: put, DeleteRequest: remove } = write as {
    PutRequest?: { Item: unknown }
    DeleteRequest?: { Key: unknown }
  }
  return put === undefined
    ? { operation: 'Delete', tableName, key: keyValues(remove?.Key) }
    : {
        operation: 'Put',
        tableName,
        key: keyOfItem(put.Item, keyNames(tableName)),
        items: names(put.Item),
      }
}

const actionMembers = [
  'TableName',
  'Key',
  'Item',
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ReturnValuesOnConditionCheckFailure',
]

function transactItem(action: RequestParameters, keyNames: KeyNames): object[] {
  return Object.entries(action).flatMap(([operation, each]): object[] => {
    if (each === undefined) return []
    const { item, ...shown } = itemParameters(each as RequestParameters, actionMembers, keyNames)
    return [{ operation, ...shown, ...(item === undefined ? {} : { items: item }) }]
  })
}
