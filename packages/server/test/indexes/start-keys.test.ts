import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess } from '../properties/in-process.ts'

test('a start key is refused where a key of the table in it is none that an item can have', async () => {
  const { call } = inProcess({ store: openMemoryStore(), seed: 5 })
  const TableName = 'started'
  await call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'g'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  const long = (length: number) => 'x'.repeat(length)
  for (const IndexName of [undefined, 'by-g']) {
    const scan = (pk: string, sk: string) =>
      call('Scan', {
        TableName,
        ...(IndexName === undefined ? {} : { IndexName }),
        ExclusiveStartKey: {
          pk: { S: pk },
          sk: { S: sk },
          ...(IndexName === undefined ? {} : { g: { S: 'g' } }),
        },
      })
    await scan(long(2048), long(1024))
    const refused = /The provided starting key is invalid/
    await assert.rejects(scan('', 's'), refused)
    await assert.rejects(scan('p', ''), refused)
    await assert.rejects(scan(long(2049), 's'), refused)
    await assert.rejects(scan('p', long(1025)), refused)
  }
})
