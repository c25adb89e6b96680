import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { space } from '../../src/engine/rows/spaces.ts'
import { ApiError, type CancellationReason } from '../../src/errors/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { gate } from '../front/support.ts'
import { inProcess, type InProcess, type InProcessOptions } from '../properties/in-process.ts'

const TableName = 'collected'
const S = (text: string) => ({ S: text })
/** An item of 100 bytes, and more, that is in the local index as a whole: 200 bytes of its collection. */
const item = (pk: string, sk: string, more = 0) => ({
  pk: S(pk),
  sk: S(sk),
  by: S('b'),
  x: S('x'.repeat(92 - pk.length - sk.length + more)),
})
const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) })
const refused = {
  code: 'ItemCollectionSizeLimitExceededException',
  status: 400,
  message: 'Item collection size limit of 10 GB exceeded.',
}

describe('the limit of an item collection', () => {
  let store: KvStore
  let db: InProcess

  /** On a clock that stands, so that no count is given up as long. */
  const open = (more: Partial<InProcessOptions> = {}): InProcess =>
    inProcess({ store, seed: 1, itemCollectionBytes: 1000, clock: new ManualClock(), ...more })

  beforeEach(async () => {
    store = openMemoryStore()
    db = open()
    await create(TableName, ['by'], [])
  })

  async function create(name: string, local: string[], global: string[]): Promise<void> {
    const index = (IndexName: string, hash: string, range: string) => ({
      IndexName,
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })
    await db.call('CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'by'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: index('', 'pk', 'sk').KeySchema,
      ...(local.length === 0
        ? {}
        : { LocalSecondaryIndexes: local.map((each) => index(`local-${each}`, 'pk', each)) }),
      ...(global.length === 0
        ? {}
        : { GlobalSecondaryIndexes: global.map((each) => index(`global-${each}`, each, 'sk')) }),
    })
  }

  const put = (sk: string, more = 0, by = db) =>
    by.call('PutItem', { TableName, Item: item('a', sk, more) })
  const remove = (sk: string, by = db) => by.call('DeleteItem', { TableName, Key: key('a', sk) })

  async function fill(count = 5): Promise<void> {
    for (let sk = 0; sk < count; sk++) await put(String(sk))
  }

  async function canceled(call: Promise<unknown>, codes: string[]): Promise<void> {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof ApiError)
      assert.equal(error.code, 'TransactionCanceledException')
      const reasons = error.members['CancellationReasons'] as CancellationReason[]
      const full = { Code: 'ItemCollectionSizeLimitExceeded', Message: 'Collection size exceeded.' }
      assert.deepEqual(
        reasons,
        codes.map((Code) => (Code === full.Code ? full : { Code })),
      )
      return true
    })
  }

  async function stored(pk = 'a'): Promise<number> {
    const answer = await db.call('Query', {
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': S(pk) },
    })
    return answer['Count'] as number
  }

  /** Calls `before` ahead of each read of a range of items, which only counts do here. */
  function watchCounts(before: () => Promise<void>): void {
    const inner = store
    store = Object.assign(Object.create(inner) as KvStore, {
      get: inner.get.bind(inner),
      getMany: inner.getMany.bind(inner),
      commit: inner.commit.bind(inner),
      range: async (range: Parameters<KvStore['range']>[0]) => {
        if (range.start[0] === space.item) await before()
        return inner.range(range)
      },
    })
  }

  it('is reached to the byte, by items and rows of local indexes together', async () => {
    await fill(4)
    await assert.rejects(put('4', 1), refused)
    await put('4')
    await assert.rejects(put('5'), refused)
    await assert.rejects(put('0', 1), refused)
    await db.call('PutItem', { TableName, Item: item('b', '5') })
    assert.equal(await stored(), 5)
  })

  it('lets through what does not grow, and what was made room for', async () => {
    await fill()
    await put('0')
    await put('0', -10)
    await put('1', 10)
    await assert.rejects(put('1', 11), refused)
    await remove('2')
    await put('2')
    await assert.rejects(put('5'), refused)
  })

  it('holds for UpdateItem', async () => {
    await fill()
    const update = (x: string, sk: string) =>
      db.call('UpdateItem', {
        TableName,
        Key: key('a', sk),
        UpdateExpression: 'SET x = :x',
        ExpressionAttributeValues: { ':x': S(x) },
      })
    await assert.rejects(update('x'.repeat(91), '0'), refused)
    await assert.rejects(update('x', 'new'), refused)
    await update('y'.repeat(90), '0')
    await update('short', '0')
    await update('x', 'new')
  })

  it('does not count rows of global indexes, nor tables without local ones', async () => {
    await create('global', [], ['by'])
    for (let sk = 10; sk < 30; sk++) {
      await db.call('PutItem', { TableName: 'global', Item: item('a', String(sk)) })
    }
    await create('both', ['by'], ['by'])
    for (let sk = 0; sk < 5; sk++) {
      await db.call('PutItem', { TableName: 'both', Item: item('a', String(sk)) })
    }
    const sixth = { TableName: 'both', Item: item('a', '5') }
    await assert.rejects(db.call('PutItem', sixth), refused)
  })

  it('holds for BatchWriteItem, and for writes at the same time', async () => {
    const RequestItems = {
      [TableName]: Array.from({ length: 9 }, (_, sk) => ({
        PutRequest: { Item: item('a', String(sk)) },
      })),
    }
    await assert.rejects(db.call('BatchWriteItem', { RequestItems }), refused)
    assert.equal(await stored(), 5)
    const deletions = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((sk) => ({
      DeleteRequest: { Key: key('a', String(sk)) },
    }))
    await db.call('BatchWriteItem', { RequestItems: { [TableName]: deletions } })
    const puts = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((sk) => put(String(sk))))
    assert.equal(puts.filter(({ status }) => status === 'fulfilled').length, 5)
    assert.equal(await stored(), 5)
  })

  it('cancels a transaction, with the reason at what would pass it', async () => {
    await fill(4)
    const Put = (sk: string, pk = 'a') => ({ Put: { TableName, Item: item(pk, sk) } })
    const Delete = (sk: string) => ({ Delete: { TableName, Key: key('a', sk) } })
    const full = 'ItemCollectionSizeLimitExceeded'
    const transact = (...TransactItems: object[]) =>
      db.call('TransactWriteItems', { TransactItems })
    await canceled(transact(Put('4', 'b'), Put('4'), Put('5')), ['None', 'None', full])
    await canceled(transact(Put('4'), Put('5'), Put('6'), Delete('0')), [
      'None',
      'None',
      full,
      'None',
    ])
    assert.equal(await stored(), 4)
    assert.equal(await stored('b'), 0)
    await transact(Put('4'), Put('5'), Delete('0'))
    await transact(Put('6'), Delete('1'))
    await canceled(transact(Put('7')), [full])
  })

  it('holds for every way of PartiQL', async () => {
    await fill()
    const Statement = `INSERT INTO "${TableName}" VALUE {'pk': 'a', 'sk': 'n', 'by': 'b'}`
    await assert.rejects(db.call('ExecuteStatement', { Statement }), refused)
    const { Responses } = await db.call('BatchExecuteStatement', { Statements: [{ Statement }] })
    const [{ Error: failed }] = Responses as [{ Error: object }]
    assert.deepEqual(failed, { Code: 'ItemCollectionSizeLimitExceeded', Message: refused.message })
    await canceled(db.call('ExecuteTransaction', { TransactStatements: [{ Statement }] }), [
      'ItemCollectionSizeLimitExceeded',
    ])
    const Parameters = [S('a'), S('0')]
    const remove = `DELETE FROM "${TableName}" WHERE pk = ? AND sk = ?`
    await db.call('ExecuteStatement', { Statement: remove, Parameters })
    await db.call('ExecuteStatement', { Statement })
  })

  it('knows what is there after a restart', async () => {
    await fill()
    db = open()
    await assert.rejects(put('5'), refused)
  })

  it('counts a collection once, and none that hardly grows', async () => {
    let ranges = 0
    watchCounts(() => {
      ranges++
      return Promise.resolve()
    })
    db = open({ itemCollectionBytes: 1024 * 400 })
    await put('0')
    await put('1')
    assert.equal(ranges, 0)
    await put('2')
    const counted = ranges
    assert.ok(counted > 0)
    for (let sk = 3; sk < 30; sk++) await put(String(sk))
    assert.equal(ranges, counted)
  })

  it('lets writes through while a long count goes on, and counts what they add', async () => {
    await fill()
    const clock = new ManualClock()
    const held = gate()
    const begun = gate()
    watchCounts(() => {
      begun.open()
      return held.opened
    })
    db = open({ clock })
    const sixth = put('5')
    await begun.opened
    clock.advance(50)
    await sixth
    held.open()
    await assert.rejects(put('6'), refused)
  })

  it('does not fail a write where the collection cannot be counted, and counts again later', async () => {
    await fill()
    const clock = new ManualClock()
    let fails = true
    watchCounts(() => (fails ? Promise.reject(new Error('unreadable')) : Promise.resolve()))
    db = open({ clock })
    await put('5')
    fails = false
    await put('6')
    clock.advance(1000)
    await assert.rejects(put('7'), refused)
  })

  it('goes by what other processes wrote, once it counts again', async () => {
    const one = open({ shared: true })
    const other = open({ shared: true, node: 1 })
    await put('0', 0, one)
    for (const sk of ['1', '2', '3']) await put(sk, 0, other)
    await put('4', 0, one)
    await assert.rejects(put('5', 0, other), refused)
    await remove('0', one)
    await put('5', 0, other)
    await assert.rejects(put('6', 0, one), refused)
  })

  it('makes room when items expire', async () => {
    const clock = new ManualClock()
    db = open({ clock })
    await db.call('UpdateTimeToLive', {
      TableName,
      TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
    })
    const until = { N: String(clock.now() / 1000 - 10) }
    await db.call('PutItem', { TableName, Item: { ...item('a', '0', -15), until } })
    for (const sk of ['1', '2', '3', '4']) await put(sk)
    await assert.rejects(put('5'), refused)
    db.engine.background.wake('expiry sweep')
    for (let turns = 0; (await stored()) > 4 && turns < 1000; turns++) {
      clock.advance(5000)
      await new Promise(setImmediate)
    }
    await put('5')
  })
})
