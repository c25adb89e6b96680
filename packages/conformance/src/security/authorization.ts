import { Cases, type Case } from '../case.ts'
import { may, mayNot } from './expect.ts'
import type { SecurityTarget } from './target.ts'

const key = (pk: string): object => ({ pk: { S: pk }, sk: { S: '1' } })

/** Whether each action of each request is decided by itself, on the resource that it touches. */
export function authorizationCases(): Case<SecurityTarget>[] {
  const cases = new Cases<SecurityTarget>('Authorization')
  const on = (tableArn: string, ...actions: string[]): object => ({
    Effect: 'Allow',
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: tableArn,
  })

  cases.core('nothing', 'A user without policies may do nothing', async ({ user, table }) => {
    const nobody = await user()
    await mayNot(nobody, 'GetItem', { TableName: table, Key: key('ann') })
    await mayNot(nobody, 'ListTables', {})
    await mayNot(nobody, 'DescribeTable', { TableName: table })
  })
  cases.core(
    'one-action',
    'One action does not bring another',
    async ({ user, table, tableArn }) => {
      const reader = await user(on(tableArn, 'GetItem'))
      await may(reader, 'GetItem', { TableName: table, Key: key('ann') })
      await mayNot(reader, 'PutItem', { TableName: table, Item: key('eve') })
      await mayNot(reader, 'DeleteItem', { TableName: table, Key: key('ann') })
      await mayNot(reader, 'Query', {
        TableName: table,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'ann' } },
      })
      await mayNot(reader, 'Scan', { TableName: table })
      await mayNot(reader, 'DeleteTable', { TableName: table })
    },
  )
  cases.core(
    'missing-table',
    'A refusal does not tell whether a table exists',
    async ({ user, table }) => {
      const nobody = await user()
      await mayNot(nobody, 'DescribeTable', { TableName: `${table}-not` })
      await mayNot(nobody, 'GetItem', { TableName: `${table}-not`, Key: key('ann') })
    },
  )
  cases.core(
    'batch',
    'A batch needs its own action on each table',
    async ({ user, table, tableArn }) => {
      const one = await user(on(tableArn, 'BatchGetItem', 'BatchWriteItem'))
      const get = { Keys: [key('ann')] }
      await may(one, 'BatchGetItem', { RequestItems: { [table]: get } })
      await mayNot(one, 'BatchGetItem', { RequestItems: { [table]: get, [`${table}2`]: get } })
      const put = [{ PutRequest: { Item: key('zoe') } }]
      await mayNot(one, 'BatchWriteItem', { RequestItems: { [table]: put, [`${table}2`]: put } })
      const single = await user(on(tableArn, 'GetItem', 'PutItem', 'DeleteItem'))
      await mayNot(single, 'BatchGetItem', { RequestItems: { [table]: get } })
      await mayNot(single, 'BatchWriteItem', { RequestItems: { [table]: put } })
    },
  )
  cases.core(
    'transaction',
    'A transaction needs the action of each element',
    async ({ user, table, tableArn }) => {
      const put = { Put: { TableName: table, Item: key('tom') } }
      const remove = { Delete: { TableName: table, Key: key('tim') } }
      const check = {
        ConditionCheck: {
          TableName: table,
          Key: key('ann'),
          ConditionExpression: 'attribute_exists(pk)',
        },
      }
      const puts = await user(on(tableArn, 'PutItem'))
      await may(puts, 'TransactWriteItems', { TransactItems: [put] })
      await mayNot(puts, 'TransactWriteItems', { TransactItems: [put, remove] })
      await mayNot(puts, 'TransactWriteItems', { TransactItems: [put, check] })
      const foreign = { Put: { TableName: `${table}2`, Item: key('tom') } }
      await mayNot(puts, 'TransactWriteItems', { TransactItems: [put, foreign] })
      const get = { Get: { TableName: table, Key: key('ann') } }
      await mayNot(puts, 'TransactGetItems', { TransactItems: [get] })
    },
  )
  cases.core(
    'partiql',
    'PartiQL needs the action of its statement',
    async ({ user, table, tableArn }) => {
      const classic = await user(on(tableArn, 'GetItem', 'Query', 'Scan', 'PutItem', 'DeleteItem'))
      const select = { Statement: `SELECT * FROM "${table}" WHERE pk = 'ann' AND sk = '1'` }
      await mayNot(classic, 'ExecuteStatement', select)
      await mayNot(classic, 'ExecuteTransaction', { TransactStatements: [select] })
      const reader = await user(on(tableArn, 'PartiQLSelect'))
      await may(reader, 'ExecuteStatement', select)
      await mayNot(reader, 'ExecuteStatement', {
        Statement: `DELETE FROM "${table}" WHERE pk = 'ann' AND sk = '1'`,
      })
    },
  )
  cases.core('index', 'An index is a resource of its own', async ({ user, table, tableArn }) => {
    const query = (IndexName?: string): object => ({
      TableName: table,
      ...(IndexName === undefined ? {} : { IndexName }),
      KeyConditionExpression: IndexName === undefined ? 'pk = :x' : 'team = :x',
      ExpressionAttributeValues: { ':x': { S: 'red' } },
    })
    const onTable = await user(on(tableArn, 'Query', 'Scan'))
    await may(onTable, 'Query', query())
    await mayNot(onTable, 'Query', query('by-team'))
    await mayNot(onTable, 'Scan', { TableName: table, IndexName: 'by-team' })
    const onIndex = await user(on(`${tableArn}/index/by-team`, 'Query'))
    await may(onIndex, 'Query', query('by-team'))
    await mayNot(onIndex, 'Query', query())
  })
  cases.core(
    'deny',
    'An explicit deny wins over every allow',
    async ({ user, table, tableArn }) => {
      const one = await user(on('*', '*'), { ...on(tableArn, 'PutItem'), Effect: 'Deny' })
      await may(one, 'GetItem', { TableName: table, Key: key('ann') })
      await mayNot(one, 'PutItem', { TableName: table, Item: key('eve') })
      await mayNot(one, 'TransactWriteItems', {
        TransactItems: [{ Put: { TableName: table, Item: key('eve') } }],
      })
    },
  )
  cases.core(
    'deny-twins',
    'Two denies that differ in a condition only are both kept',
    async ({ user, table, tableArn }) => {
      const deny = (pk: string): object => ({
        ...on(tableArn, 'GetItem'),
        Effect: 'Deny',
        Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [pk] } },
      })
      const one = await user(on('*', '*'), deny('ann'), deny('bob'))
      await mayNot(one, 'GetItem', { TableName: table, Key: key('ann') })
      await mayNot(one, 'GetItem', { TableName: table, Key: key('bob') })
      await may(one, 'GetItem', { TableName: table, Key: key('eve') })
    },
  )
  cases.core(
    'deny-among-many',
    'A deny is not slipped past by a value beside the denied one',
    async ({ user, table, tableArn }) => {
      const one = await user(on('*', '*'), {
        ...on(tableArn, 'BatchGetItem'),
        Effect: 'Deny',
        Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['bob'] } },
      })
      const get = (...keys: string[]) => ({ RequestItems: { [table]: { Keys: keys.map(key) } } })
      await may(one, 'BatchGetItem', get('ann'))
      await mayNot(one, 'BatchGetItem', get('ann', 'bob', 'eve'))
    },
  )
  cases.complete(
    'case',
    'Action names are compared without regard to case, resources with',
    async ({ user, table, tableArn }) => {
      const odd = await user({ Effect: 'Allow', Action: 'DynamoDB:GETITEM', Resource: tableArn })
      await may(odd, 'GetItem', { TableName: table, Key: key('ann') })
      const wrong = await user(
        on(tableArn.toUpperCase().replace('ARN:AWS:DYNAMODB', 'arn:aws:dynamodb'), 'GetItem'),
      )
      await mayNot(wrong, 'GetItem', { TableName: table, Key: key('ann') })
    },
  )
  cases.complete(
    'not-action',
    'NotAction and NotResource cover all but what they name',
    async ({ user, table, tableArn }) => {
      const most = await user({ Effect: 'Allow', NotAction: 'dynamodb:Delete*', Resource: '*' })
      await may(most, 'GetItem', { TableName: table, Key: key('ann') })
      await mayNot(most, 'DeleteItem', { TableName: table, Key: key('nobody') })
      const elsewhere = await user({ Effect: 'Allow', Action: '*', NotResource: tableArn })
      await mayNot(elsewhere, 'GetItem', { TableName: table, Key: key('ann') })
    },
  )
  return cases.list
}
