import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Caller } from '../../src/security/credentials/index.ts'
import { authorized, root, tableArn, user, type Authorized } from './authorized.ts'

/**
 * Rows and attributes: who may do what to which, by policies with DynamoDB's own condition keys. Each
 * `allowed` and `denied` is one line of a truth table; the operation is otherwise valid, so that a
 * denial is the policy's.
 */
const TableName = 'Scores'
let db: Authorized

before(async () => {
  db = authorized()
  await db.call(root, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['player', 'game', 'team', 'city'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'player', KeyType: 'HASH' },
      { AttributeName: 'game', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-team',
        KeySchema: [
          { AttributeName: 'team', KeyType: 'HASH' },
          { AttributeName: 'city', KeyType: 'HASH' },
          { AttributeName: 'game', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  for (const player of ['ann', 'bob'])
    await db.call(root, 'PutItem', { TableName, Item: item(player) })
})
after(() => db.close())

const item = (player: string, more: object = {}): object => ({
  player: { S: player },
  game: { S: 'go' },
  team: { S: 'red' },
  city: { S: 'Rome' },
  points: { N: '1' },
  ...more,
})
const key = (player: string): object => ({ player: { S: player }, game: { S: 'go' } })

async function allowed(caller: Caller, operation: string, input: object): Promise<void> {
  await db.call(caller, operation, input)
}

async function denied(caller: Caller, operation: string, input: object): Promise<void> {
  await assert.rejects(
    db.call(caller, operation, input),
    { code: 'AccessDeniedException' },
    `${operation} ${JSON.stringify(input)}`,
  )
}

describe('dynamodb:LeadingKeys', () => {
  const own = user('ann', [
    {
      Effect: 'Allow',
      Action: ['dynamodb:*Item', 'dynamodb:Query', 'dynamodb:PartiQL*'],
      Resource: tableArn(TableName),
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}'] },
        BoolIfExists: { 'dynamodb:FullTableScan': 'false' },
      },
    },
  ])

  it('holds single items to the own partition', async () => {
    await allowed(own, 'GetItem', { TableName, Key: key('ann') })
    await denied(own, 'GetItem', { TableName, Key: key('bob') })
    await allowed(own, 'PutItem', { TableName, Item: item('ann') })
    await denied(own, 'PutItem', { TableName, Item: item('bob') })
    await denied(own, 'UpdateItem', { TableName, Key: key('bob') })
    await denied(own, 'DeleteItem', { TableName, Key: key('bob') })
  })

  it('looks at every item of a batch', async () => {
    const get = (...players: string[]) => ({
      RequestItems: { [TableName]: { Keys: players.map(key) } },
    })
    await allowed(own, 'BatchGetItem', get('ann'))
    await denied(own, 'BatchGetItem', get('ann', 'bob'))
    const put = (player: string): object => ({ PutRequest: { Item: item(player) } })
    const remove = (player: string): object => ({ DeleteRequest: { Key: key(player) } })
    const write = (...requests: object[]) => ({ RequestItems: { [TableName]: requests } })
    await allowed(own, 'BatchWriteItem', write(put('ann')))
    await denied(own, 'BatchWriteItem', write(put('ann'), remove('bob')))
  })

  it('looks at every action of a transaction, checks included', async () => {
    const put = { Put: { TableName, Item: item('ann') } }
    const check = (player: string): object => ({
      ConditionCheck: {
        TableName,
        Key: player === 'ann' ? { ...key('ann'), game: { S: 'chess' } } : key(player),
        ConditionExpression: 'attribute_not_exists(x)',
      },
    })
    await allowed(own, 'TransactWriteItems', { TransactItems: [put, check('ann')] })
    await denied(own, 'TransactWriteItems', { TransactItems: [put, check('bob')] })
    const get = (player: string): object => ({ Get: { TableName, Key: key(player) } })
    await allowed(own, 'TransactGetItems', { TransactItems: [get('ann')] })
    await denied(own, 'TransactGetItems', { TransactItems: [get('ann'), get('bob')] })
  })

  it('reads the partition out of key conditions, old ones too', async () => {
    const query = (player: string): object => ({
      TableName,
      KeyConditionExpression: '#p = :p AND begins_with(game, :g)',
      ExpressionAttributeNames: { '#p': 'player' },
      ExpressionAttributeValues: { ':p': { S: player }, ':g': { S: 'g' } },
    })
    await allowed(own, 'Query', query('ann'))
    await denied(own, 'Query', query('bob'))
    const legacy = (player: string): object => ({
      TableName,
      KeyConditions: { player: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: player }] } },
    })
    await allowed(own, 'Query', legacy('ann'))
    await denied(own, 'Query', legacy('bob'))
    await denied(own, 'Scan', { TableName })
  })

  it('reads the partition out of PartiQL', async () => {
    const run = (Statement: string): object => ({ Statement })
    await allowed(own, 'ExecuteStatement', run(`SELECT * FROM Scores WHERE player = 'ann'`))
    await denied(own, 'ExecuteStatement', run(`SELECT * FROM Scores WHERE player = 'bob'`))
    await denied(
      own,
      'ExecuteStatement',
      run(`SELECT * FROM Scores WHERE player IN ['ann', 'bob']`),
    )
    await denied(own, 'ExecuteStatement', run(`SELECT * FROM Scores`))
    await denied(own, 'ExecuteStatement', run(`SELECT * FROM Scores WHERE points = 1`))
    await denied(
      own,
      'ExecuteStatement',
      run(`INSERT INTO Scores VALUE {'player': 'cat', 'game': 'go'}`),
    )
    await denied(
      own,
      'ExecuteStatement',
      run(`UPDATE Scores SET points = 9 WHERE player = 'bob' AND game = 'go'`),
    )
    await denied(
      own,
      'ExecuteStatement',
      run(`DELETE FROM Scores WHERE player = 'bob' AND game = 'go'`),
    )
    const batch = { Statements: [run(`SELECT * FROM Scores WHERE player = 'ann' AND game = 'go'`)] }
    await allowed(own, 'BatchExecuteStatement', batch)
    const transaction = (...players: string[]) => ({
      TransactStatements: players.map((player) =>
        run(`UPDATE Scores SET points = 2 WHERE player = '${player}' AND game = 'go'`),
      ),
    })
    await allowed(own, 'ExecuteTransaction', transaction('ann'))
    await denied(own, 'ExecuteTransaction', transaction('ann', 'bob'))
  })

  it('is the key of the index where an index is read, each attribute under its own name', async () => {
    const Resource = `${tableArn(TableName)}/index/by-team`
    const reader = user('eve', [
      {
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource,
        Condition: {
          'ForAllValues:StringEquals': {
            'dynamodb:LeadingKeys': ['red'],
            'dynamodb:SecondPartitionKeyValues': ['Rome'],
          },
        },
      },
    ])
    const query = (team: string, city: string, more: object): object => ({
      TableName,
      ...more,
      KeyConditionExpression: 'team = :t AND city = :c',
      ExpressionAttributeValues: { ':t': { S: team }, ':c': { S: city } },
    })
    await allowed(reader, 'Query', query('red', 'Rome', { IndexName: 'by-team' }))
    await denied(reader, 'Query', query('blue', 'Rome', { IndexName: 'by-team' }))
    await denied(reader, 'Query', query('red', 'Oslo', { IndexName: 'by-team' }))
    await denied(reader, 'Query', query('red', 'Rome', {}))
  })

  it('does not tell a table that is missing from one that is not the own', async () => {
    const everywhere = user('ann', [
      {
        Effect: 'Allow',
        Action: 'dynamodb:*',
        Resource: '*',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ann'] } },
      },
    ])
    await denied(everywhere, 'GetItem', { TableName: 'Missing', Key: key('bob') })
    await denied(everywhere, 'GetItem', { TableName, Key: key('bob') })
    await denied(user('nobody', []), 'DescribeTable', { TableName: 'Missing' })
  })
})

describe('dynamodb:Attributes, Select and ReturnValues', () => {
  const three = user('ann', [
    {
      Effect: 'Allow',
      Action: [
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
        'dynamodb:PartiQL*',
      ],
      Resource: tableArn(TableName),
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['player', 'game', 'points'] },
        StringEqualsIfExists: {
          'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
          'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'],
        },
      },
    },
  ])
  const get = (more: object): object => ({ TableName, Key: key('ann'), ...more })

  it('counts the names of projections, in their old and new forms', async () => {
    await allowed(three, 'GetItem', get({ ProjectionExpression: 'points' }))
    await denied(three, 'GetItem', get({ ProjectionExpression: 'points, team' }))
    await denied(three, 'GetItem', get({}))
    await allowed(three, 'GetItem', get({ AttributesToGet: ['points'] }))
    await denied(three, 'GetItem', get({ AttributesToGet: ['team'] }))
    await denied(
      three,
      'GetItem',
      get({
        ProjectionExpression: '#t.x',
        ExpressionAttributeNames: { '#t': 'team' },
      }),
    )
  })

  it('counts the names of filters and conditions, which would tell the value bit by bit', async () => {
    const scan = { TableName, ProjectionExpression: 'points' }
    const team = { ExpressionAttributeValues: { ':t': { S: 'red' } } }
    await allowed(three, 'Scan', scan)
    await denied(three, 'Scan', { ...scan, FilterExpression: 'team = :t', ...team })
    await denied(three, 'Scan', {
      TableName,
      AttributesToGet: ['points'],
      ScanFilter: { team: { ComparisonOperator: 'NOT_NULL' } },
    })
    const query = {
      TableName,
      KeyConditionExpression: 'player = :p',
      ProjectionExpression: 'points',
    }
    const p = { ':p': { S: 'ann' } }
    await allowed(three, 'Query', { ...query, ExpressionAttributeValues: p })
    await denied(three, 'Query', {
      ...query,
      FilterExpression: 'attribute_exists(team)',
      ExpressionAttributeValues: p,
    })
    await denied(three, 'Query', {
      TableName,
      KeyConditionExpression: 'player = :p',
      Select: 'COUNT',
      ExpressionAttributeValues: p,
    })
  })

  it('counts what an update reads and writes, and what it returns', async () => {
    const update = (more: object): object => ({ TableName, Key: key('ann'), ...more })
    const one = { ExpressionAttributeValues: { ':n': { N: '1' } } }
    await allowed(three, 'UpdateItem', update({ UpdateExpression: 'ADD points :n', ...one }))
    await denied(three, 'UpdateItem', update({ UpdateExpression: 'SET team = :n', ...one }))
    await denied(three, 'UpdateItem', update({ UpdateExpression: 'SET points = team' }))
    await denied(
      three,
      'UpdateItem',
      update({
        UpdateExpression: 'SET points = :n',
        ConditionExpression: 'team <> :n',
        ...one,
      }),
    )
    await denied(
      three,
      'UpdateItem',
      update({
        UpdateExpression: 'SET points = :n',
        ReturnValues: 'ALL_NEW',
        ...one,
      }),
    )
    await denied(
      three,
      'UpdateItem',
      update({
        AttributeUpdates: { team: { Action: 'DELETE' } },
      }),
    )
    await denied(
      three,
      'UpdateItem',
      update({
        AttributeUpdates: { points: { Value: { N: '1' } } },
        Expected: { team: { Exists: false } },
      }),
    )
  })

  it('counts the names of PartiQL statements', async () => {
    const run = (Statement: string): object => ({ Statement })
    await allowed(three, 'ExecuteStatement', run(`SELECT points FROM Scores WHERE player = 'ann'`))
    await denied(three, 'ExecuteStatement', run(`SELECT * FROM Scores WHERE player = 'ann'`))
    await denied(three, 'ExecuteStatement', run(`SELECT team FROM Scores WHERE player = 'ann'`))
    await denied(
      three,
      'ExecuteStatement',
      run(`SELECT points FROM Scores WHERE player = 'ann' AND team = 'red'`),
    )
    await denied(
      three,
      'ExecuteStatement',
      run(`UPDATE Scores SET team = 'x' WHERE player = 'ann' AND game = 'go'`),
    )
    await denied(
      three,
      'ExecuteStatement',
      run(`UPDATE Scores SET points = 1 WHERE player = 'ann' AND game = 'go' RETURNING ALL NEW *`),
    )
    await denied(
      three,
      'ExecuteStatement',
      run(`DELETE FROM Scores WHERE player = 'ann' AND game = 'go' RETURNING ALL OLD *`),
    )
  })
})

describe('dynamodb:EnclosingOperation', () => {
  it('tells actions in a transaction from those alone', async () => {
    const only = user('ann', [
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem', 'dynamodb:GetItem'],
        Resource: '*',
        Condition: {
          'ForAnyValue:StringEquals': {
            'dynamodb:EnclosingOperation': ['TransactWriteItems', 'TransactGetItems'],
          },
        },
      },
    ])
    await allowed(only, 'TransactWriteItems', {
      TransactItems: [{ Put: { TableName, Item: item('ann') } }],
    })
    await allowed(only, 'TransactGetItems', {
      TransactItems: [{ Get: { TableName, Key: key('ann') } }],
    })
    await denied(only, 'PutItem', { TableName, Item: item('ann') })
    await denied(only, 'GetItem', { TableName, Key: key('ann') })
  })

  it('does not let batches and transactions in by the action of another', async () => {
    const reads = user('ann', [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }])
    await denied(reads, 'BatchGetItem', { RequestItems: { [TableName]: { Keys: [key('ann')] } } })
    const writes = user('bob', [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: '*' }])
    await denied(writes, 'TransactWriteItems', {
      TransactItems: [
        { Put: { TableName, Item: item('ann') } },
        { Delete: { TableName, Key: key('bob') } },
      ],
    })
    await denied(writes, 'BatchWriteItem', {
      RequestItems: { [TableName]: [{ PutRequest: { Item: item('ann') } }] },
    })
  })
})

describe('ListTables', () => {
  it('is refused by the name of all tables, though it is decided on no resource', async () => {
    await assert.rejects(db.call(user('nobody', []), 'ListTables', {}), {
      code: 'AccessDeniedException',
      message: `User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: dynamodb:ListTables on resource: ${tableArn('*')} because no identity-based policy allows the dynamodb:ListTables action`,
    })
  })
})
