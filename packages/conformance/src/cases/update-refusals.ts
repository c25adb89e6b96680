import { Cases, type Case } from '../case.ts'
import { refused } from '../expect.ts'
import { deep } from './value-refusals.ts'

const S = (text: string) => ({ S: text })

interface Row {
  readonly name: string
  readonly before: object
  readonly update: string
  readonly values?: object
  readonly message: string | RegExp
}

const noPath = 'The document path provided in the update expression is invalid for update'
const wrongType = 'An operand in the update expression has an incorrect data type'
const absent = 'The provided expression refers to an attribute that does not exist in the item'

const rows: readonly Row[] = [
  {
    name: 'a-missing-parent',
    before: {},
    update: 'SET a.b = :v',
    values: { ':v': S('x') },
    message: noPath,
  },
  {
    name: 'a-name-in-a-list',
    before: { a: { L: [] } },
    update: 'SET a.b = :v',
    values: { ':v': S('x') },
    message: noPath,
  },
  {
    name: 'an-index-in-a-map',
    before: { a: { M: {} } },
    update: 'SET a[0] = :v',
    values: { ':v': S('x') },
    message: noPath,
  },
  { name: 'a-path-through-a-text', before: { a: S('x') }, update: 'REMOVE a.b', message: noPath },
  {
    name: 'a-missing-operand',
    before: {},
    update: 'SET a = b + :v',
    values: { ':v': { N: '1' } },
    message: absent,
  },
  { name: 'a-missing-source', before: {}, update: 'SET a = b', message: absent },
  {
    name: 'a-sum-with-a-stored-text',
    before: { b: S('x') },
    update: 'SET a = b + :v',
    values: { ':v': { N: '1' } },
    message: wrongType,
  },
  {
    name: 'adding-to-a-text',
    before: { a: S('x') },
    update: 'ADD a :v',
    values: { ':v': { N: '1' } },
    message: wrongType,
  },
  {
    name: 'deleting-from-another-set',
    before: { a: { SS: ['x'] } },
    update: 'DELETE a :v',
    values: { ':v': { NS: ['1'] } },
    message: wrongType,
  },
  {
    name: 'appending-to-a-text',
    before: { a: S('x') },
    update: 'SET a = list_append(a, :v)',
    values: { ':v': { L: [] } },
    message: wrongType,
  },
  {
    name: 'an-overflow',
    before: { a: { N: '9e125' } },
    update: 'ADD a :v',
    values: { ':v': { N: '9e125' } },
    message:
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
  },
  {
    name: 'a-value-planted-too-deep',
    before: { a: { M: { b: { M: {} } } } },
    update: 'SET a.b.c = :v',
    values: { ':v': deep(30) },
    message: /^Nesting Levels have exceeded supported limits/,
  },
]

/** What UpdateItem refuses because of the item that is stored; the item stays as it was. */
export function updateRefusalCases(): Case[] {
  const update = new Cases('UpdateItem')
  for (const { name, before, update: UpdateExpression, values, message } of rows) {
    update.strict(
      `refuses-${name}`,
      `${name.replaceAll('-', ' ')} is refused in the service's words`,
      async (target) => {
        const Key = { pk: S(target.fresh()) }
        const TableName = target.tables.hash
        const put = await target.call('PutItem', { TableName, Item: { ...Key, ...before } })
        if (put.error !== '') throw new Error(put.message)
        const more = values === undefined ? {} : { ExpressionAttributeValues: values }
        await refused(
          target,
          'UpdateItem',
          { TableName, Key, UpdateExpression, ...more },
          { message },
        )
      },
    )
  }
  return update.list
}
