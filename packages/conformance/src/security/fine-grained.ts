import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { may, mayNot, reaches } from './expect.ts'
import type { SecurityTarget } from './target.ts'

const key = (pk: string): object => ({ pk: { S: pk }, sk: { S: '1' } })

/** As AWS advises: some attributes, and no parameter that would answer the others. */
const threeAttributes = {
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'points'] },
  StringEqualsIfExists: {
    'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
    'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'],
  },
}

/** Rows and attributes: DynamoDB's own condition keys. */
export function fineGrainedCases(): Case<SecurityTarget>[] {
  const cases = new Cases<SecurityTarget>('FineGrained')
  const ownRows = (pk: string): object => ({
    Effect: 'Allow',
    Action: ['dynamodb:*Item', 'dynamodb:Query', 'dynamodb:PartiQL*'],
    Resource: '*',
    Condition: {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [pk] },
      BoolIfExists: { 'dynamodb:FullTableScan': 'false' },
    },
  })

  cases.core(
    'rows',
    'Leading keys hold single items and queries to a partition',
    async ({ user, table: TableName }) => {
      const ann = await user(ownRows('ann'))
      await may(ann, 'GetItem', { TableName, Key: key('ann') })
      await mayNot(ann, 'GetItem', { TableName, Key: key('bob') })
      await mayNot(ann, 'PutItem', { TableName, Item: { ...key('bob'), x: { S: 'y' } } })
      await mayNot(ann, 'DeleteItem', { TableName, Key: key('bob') })
      const query = (p: string): object => ({
        TableName,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: p } },
      })
      await may(ann, 'Query', query('ann'))
      await mayNot(ann, 'Query', query('bob'))
    },
  )
  cases.core(
    'rows-batch',
    'Leading keys hold every item of batches and transactions',
    async ({ user, table: TableName }) => {
      const ann = await user(ownRows('ann'))
      const keys = (...pks: string[]) => ({ RequestItems: { [TableName]: { Keys: pks.map(key) } } })
      await may(ann, 'BatchGetItem', keys('ann'))
      await mayNot(ann, 'BatchGetItem', keys('ann', 'bob'))
      const put = (pk: string): object => ({ Put: { TableName, Item: key(pk) } })
      await mayNot(ann, 'TransactWriteItems', { TransactItems: [put('ann'), put('bob')] })
      const get = (pk: string): object => ({ Get: { TableName, Key: key(pk) } })
      await mayNot(ann, 'TransactGetItems', { TransactItems: [get('ann'), get('bob')] })
    },
  )
  cases.core('rows-partiql', 'Leading keys are read out of PartiQL', async ({ user, table }) => {
    const ann = await user(ownRows('ann'))
    const run = (rest: string): object => ({ Statement: `SELECT * FROM "${table}" ${rest}` })
    await may(ann, 'ExecuteStatement', run(`WHERE pk = 'ann'`))
    await mayNot(ann, 'ExecuteStatement', run(`WHERE pk = 'bob'`))
    await mayNot(ann, 'ExecuteStatement', run(`WHERE pk IN ['ann', 'bob']`))
    await mayNot(ann, 'ExecuteStatement', run(''))
  })
  cases.core(
    'attributes',
    'Attribute names count wherever they stand',
    async ({ user, table: TableName }) => {
      const some = await user({
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        Resource: '*',
        Condition: threeAttributes,
      })
      const get = (more: object): object => ({ TableName, Key: key('ann'), ...more })
      await may(some, 'GetItem', get({ ProjectionExpression: 'points' }))
      await mayNot(some, 'GetItem', get({ ProjectionExpression: 'points, team' }))
      await mayNot(some, 'GetItem', get({}))
      await mayNot(
        some,
        'GetItem',
        get({ ProjectionExpression: '#t[0].x', ExpressionAttributeNames: { '#t': 'team' } }),
      )
      const query = {
        TableName,
        KeyConditionExpression: 'pk = :p',
        ProjectionExpression: 'points',
        ExpressionAttributeValues: { ':p': { S: 'ann' } },
      }
      await may(some, 'Query', query)
      await mayNot(some, 'Query', { ...query, FilterExpression: 'attribute_exists(team)' })
      const update = (UpdateExpression: string, more: object = {}): object => ({
        TableName,
        Key: key('ann'),
        UpdateExpression,
        ...more,
      })
      await may(some, 'UpdateItem', update('SET points = points'))
      await mayNot(some, 'UpdateItem', update('SET points = team'))
      await mayNot(some, 'UpdateItem', update('REMOVE team'))
      await mayNot(
        some,
        'UpdateItem',
        update('SET points = points', { ConditionExpression: 'attribute_exists(team)' }),
      )
      await mayNot(some, 'UpdateItem', update('SET points = points', { ReturnValues: 'ALL_NEW' }))
    },
  )
  conditionsThatFail(cases)
  cases.complete(
    'enclosing',
    'An action within a transaction can be told from one alone',
    async ({ user, table: TableName }) => {
      const only = await user({
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: '*',
        Condition: { StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } },
      })
      const Item = key('tom')
      await may(only, 'TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }] })
      await mayNot(only, 'PutItem', { TableName, Item })
    },
  )
  return cases.list
}

/** A condition that fails can answer the item as it was: whoever may not read it all must not ask for that. */
function conditionsThatFail(cases: Cases<SecurityTarget>): void {
  const some = {
    Effect: 'Allow',
    Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Cond*'],
    Resource: '*',
    Condition: threeAttributes,
  }
  const all = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
  const absent = { ConditionExpression: 'attribute_not_exists(pk)' }
  const writes = (TableName: string) => {
    const place = { TableName, Key: key('ann'), ...absent }
    return {
      Put: { TableName, Item: { ...key('ann'), points: { N: '1' } }, ...absent },
      Update: { ...place, UpdateExpression: 'SET points = points' },
      Delete: place,
    }
  }

  cases.core(
    'failed-conditions',
    'A condition that fails answers no attribute outside of a policy',
    async ({ user, table }) => {
      const held = await user(some)
      for (const [action, input] of Object.entries(writes(table))) {
        const failed = await reaches(
          held,
          `${action}Item`,
          input,
          'ConditionalCheckFailedException',
        )
        assert.equal(failed.body['Item'], undefined)
        await mayNot(held, `${action}Item`, { ...input, ...all })
      }
    },
  )
  cases.core(
    'failed-conditions-transact',
    'Neither does one of a transaction',
    async ({ user, table }) => {
      const held = await user(some)
      const check = { TableName: table, Key: key('ann'), ...absent }
      for (const [action, input] of Object.entries({ ...writes(table), ConditionCheck: check })) {
        const transact = (more: object): object => ({
          TransactItems: [{ [action]: { ...input, ...more } }],
        })
        await reaches(held, 'TransactWriteItems', transact({}), 'TransactionCanceledException')
        await mayNot(held, 'TransactWriteItems', transact(all))
      }
    },
  )
}
