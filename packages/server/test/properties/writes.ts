import assert from 'node:assert/strict'
import { ApiError } from '../../src/errors/index.ts'
import { readCost, shown, sizeOf, writeCost } from '../reference/tables/costs.ts'
import {
  keysOf,
  parts,
  textOf,
  type Item,
  type TableModel,
  type Value,
} from '../reference/tables/model.ts'
import type { Dice } from './dice.ts'
import { canonical, canonicalItem, item, key, keyValue, question, value } from './generate.ts'
import type { Answer, InProcess } from './in-process.ts'

/** The code of a refusal, or undefined. What is not an ApiError is a bug and goes on. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
}

interface Outcome {
  /** The old or new item of the answer, or the code of the refusal. */
  readonly got: string | undefined
  readonly cost: unknown
}

async function outcome(server: InProcess, operation: string, input: object): Promise<Outcome> {
  let answer: Answer = {}
  const asked = { ...input, ReturnConsumedCapacity: 'INDEXES' }
  const refused = await refusalOf(
    server.call(operation, asked).then((given) => {
      answer = given
    }),
  )
  const { Attributes: attributes, ConsumedCapacity: cost } = answer
  return {
    got: refused ?? (attributes === undefined ? undefined : textOf(attributes as Item)),
    cost,
  }
}

/** The cost of a write that was done. */
function costs({ cost }: Outcome, model: TableModel, before?: Item, after?: Item): void {
  assert.deepEqual(cost, shown(model.schema, [writeCost(model, before, after)]))
}

const refusedCondition = 'ConditionalCheckFailedException'
const refusedValue = 'ValidationException'

function condition(dice: Dice): { input: object; holds: (before: Item | undefined) => boolean } {
  if (!dice.chance(0.3)) return { input: {}, holds: () => true }
  const { text, names, values, holds } = question(dice)
  return {
    input: {
      ConditionExpression: text,
      ExpressionAttributeNames: names,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    },
    holds: (before) => holds(before ?? {}),
  }
}

export async function checkPut(server: InProcess, model: TableModel, dice: Dice): Promise<void> {
  const sent = item(dice, model.schema)
  const { input, holds } = condition(dice)
  const stored = canonicalItem(sent)
  const before = model.get(stored)
  const result = await outcome(server, 'PutItem', {
    TableName: model.schema.name,
    Item: sent,
    ReturnValues: 'ALL_OLD',
    ...input,
  })
  const { got } = result
  if (!model.accepts(stored)) assert.equal(got, refusedValue)
  else if (!holds(before)) assert.equal(got, refusedCondition)
  else {
    assert.equal(got, before && textOf(before))
    costs(result, model, before, stored)
    model.put(stored)
  }
}

export async function checkDelete(server: InProcess, model: TableModel, dice: Dice): Promise<void> {
  const sent = aKey(model, dice)
  const { input, holds } = condition(dice)
  const before = model.get(canonicalItem(sent))
  const result = await outcome(server, 'DeleteItem', {
    TableName: model.schema.name,
    Key: sent,
    ReturnValues: 'ALL_OLD',
    ...input,
  })
  const { got } = result
  if (!holds(before)) {
    assert.equal(got, refusedCondition)
    return
  }
  assert.equal(got, before && textOf(before))
  costs(result, model, before)
  if (before !== undefined) model.delete(before)
}

/** SET, REMOVE and ADD of attributes that are no key of the table, index keys among them. */
export async function checkUpdate(server: InProcess, model: TableModel, dice: Dice): Promise<void> {
  const sent = aKey(model, dice)
  const before = model.get(canonicalItem(sent))
  const after: Record<string, Value> = { ...(before ?? canonicalItem(sent)) }
  const own = new Set(keysOf(model.schema).map(({ name }) => name))
  const indexKeys = model.schema.indexes.flatMap(keysOf).filter(({ name }) => !own.has(name))
  const names: Record<string, string> = {}
  const values: Record<string, Value> = {}
  const clauses = { SET: [] as string[], REMOVE: [] as string[], ADD: [] as string[] }

  const targets = new Map<string, Value>()
  for (const part of indexKeys) {
    if (dice.chance(0.3)) targets.set(part.name, keyValue(dice, part))
  }
  if (targets.size === 0 || dice.chance(0.3)) {
    targets.set(dice.pick(['x', 'y', 'z']), value(dice, dice.pick(['S', 'N', 'B'])))
  }
  // What is assigned is judged before the item is looked at.
  const assigned = { ...canonicalItem(sent) } as Record<string, Item[string]>
  let number = 0
  for (const [name, given] of targets) {
    number += 1
    names[`#n${String(number)}`] = name
    if (dice.chance(0.3)) {
      clauses.REMOVE.push(`#n${String(number)}`)
      Reflect.deleteProperty(after, name)
    } else {
      values[`:n${String(number)}`] = given
      clauses.SET.push(`#n${String(number)} = :n${String(number)}`)
      after[name] = canonical(given)
      assigned[name] = canonical(given)
    }
  }
  if (dice.chance(0.3)) {
    const step = canonical(value(dice, 'N'))
    const [, was] = before?.['count'] === undefined ? ['N', '0'] : parts(before['count'])
    names['#c'] = 'count'
    values[':c'] = step
    clauses.ADD.push('#c :c')
    after['count'] = { N: String(Number(was) + Number(parts(step)[1]) + 0) }
  }
  const onlyRemoves = clauses.SET.length + clauses.ADD.length === 0
  const expression = Object.entries(clauses)
    .filter(([, actions]) => actions.length > 0)
    .map(([clause, actions]) => `${clause} ${actions.join(', ')}`)
    .join(' ')
  const { input, holds } = condition(dice)
  const more = input as { ExpressionAttributeNames?: object; ExpressionAttributeValues?: object }
  const allValues = { ...values, ...more.ExpressionAttributeValues }
  const result = await outcome(server, 'UpdateItem', {
    TableName: model.schema.name,
    Key: sent,
    UpdateExpression: expression,
    ReturnValues: 'ALL_NEW',
    ...input,
    ExpressionAttributeNames: { ...names, ...more.ExpressionAttributeNames },
    ...(Object.keys(allValues).length > 0 ? { ExpressionAttributeValues: allValues } : {}),
  })
  const { got } = result
  if (!model.accepts(assigned)) assert.equal(got, refusedValue)
  else if (!holds(before)) assert.equal(got, refusedCondition)
  else if (before === undefined && onlyRemoves) {
    assert.equal(got, undefined)
    costs(result, model)
  } else if (!model.accepts(after)) assert.equal(got, refusedValue)
  else {
    assert.equal(got, textOf(after))
    costs(result, model, before, after)
    model.put(after)
  }
}

export async function checkGet(server: InProcess, model: TableModel, dice: Dice): Promise<void> {
  const sent = aKey(model, dice)
  const expected = model.get(canonicalItem(sent))
  const projected = dice.chance(0.3)
  const consistent = !projected && dice.chance(0.5)
  const { Item: got, ConsumedCapacity: cost } = await server.call('GetItem', {
    TableName: model.schema.name,
    Key: sent,
    ...(projected
      ? { ProjectionExpression: '#x, z', ExpressionAttributeNames: { '#x': 'x' } }
      : { ConsistentRead: consistent }),
    ReturnConsumedCapacity: 'TOTAL',
  })
  const units = readCost(expected ? sizeOf(expected) : 0, consistent)
  assert.deepEqual(cost, { TableName: model.schema.name, CapacityUnits: units })
  const wanted = (name: string): boolean => !projected || name === 'x' || name === 'z'
  const shown =
    expected && Object.fromEntries(Object.entries(expected).filter(([name]) => wanted(name)))
  assert.equal(got === undefined ? undefined : textOf(got as Item), shown && textOf(shown))
}

export async function checkBatchWrite(
  server: InProcess,
  model: TableModel,
  dice: Dice,
): Promise<void> {
  const requests = Array.from({ length: 1 + dice.below(8) }, () =>
    dice.chance(0.7)
      ? { PutRequest: { Item: item(dice, model.schema) } }
      : { DeleteRequest: { Key: aKey(model, dice) } },
  )
  const changes = requests.map(({ PutRequest: put, DeleteRequest: remove }) =>
    put === undefined
      ? { remove: canonicalItem(remove?.Key ?? {}) }
      : { put: canonicalItem(put.Item) },
  )
  const identities = changes.map(({ put, remove }) => identity(model, put ?? remove ?? {}))
  const twice = new Set(identities).size < identities.length
  const wrong = changes.some(({ put }) => put !== undefined && !model.accepts(put))
  let cost: unknown
  const got = await refusalOf(
    server
      .call('BatchWriteItem', {
        RequestItems: { [model.schema.name]: requests },
        ReturnConsumedCapacity: 'INDEXES',
      })
      .then((answer) => {
        assert.deepEqual(answer['UnprocessedItems'], {})
        cost = answer['ConsumedCapacity']
      }),
  )
  if (twice || wrong) {
    assert.equal(got, refusedValue)
    return
  }
  assert.equal(got, undefined)
  const written = changes.map(({ put, remove }) =>
    writeCost(model, model.get(put ?? remove ?? {}), put),
  )
  assert.deepEqual(cost, [shown(model.schema, written)])
  for (const { put, remove } of changes) {
    if (put !== undefined) model.put(put)
    else if (remove !== undefined) model.delete(remove)
  }
}

export async function checkBatchGet(
  server: InProcess,
  model: TableModel,
  dice: Dice,
): Promise<void> {
  const keys = new Map(
    Array.from({ length: 1 + dice.below(8) }, () => {
      const sent = canonicalItem(aKey(model, dice))
      return [identity(model, sent), sent]
    }),
  )
  const { name } = model.schema
  const answer = await server.call('BatchGetItem', {
    RequestItems: { [name]: { Keys: [...keys.values()] } },
    ReturnConsumedCapacity: 'TOTAL',
  })
  const units = [...keys.values()].reduce((sum, each) => {
    const there = model.get(each)
    return sum + readCost(there ? sizeOf(there) : 0, false)
  }, 0)
  assert.deepEqual(answer['ConsumedCapacity'], [{ TableName: name, CapacityUnits: units }])
  const found = (answer['Responses'] as Record<string, Item[]>)[name] ?? []
  const expected = [...keys.values()]
    .map((each) => model.get(each))
    .filter((each) => each !== undefined)
  assert.deepEqual(found.map(textOf).sort(), expected.map(textOf).sort())
}

/** Mostly that of an item that is there. */
function aKey(model: TableModel, dice: Dice): Item {
  const existing = dice.chance(0.7) ? dice.any(model.items) : undefined
  if (existing === undefined) return key(dice, model.schema)
  return identify(model, existing)
}

function identify(model: TableModel, from: Item): Item {
  const names = new Set(keysOf(model.schema).map(({ name }) => name))
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)))
}

function identity(model: TableModel, from: Item): string {
  return textOf(identify(model, from))
}
