import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, Secret, silentLogger, systemRandom } from '../../base/index.ts'
import { validation } from '../../errors/index.ts'
import type { DataKeySource } from '../data-keys.ts'
import { TableKeyCache } from './key-cache.ts'
import { ManualClock } from './manual-clock.test-support.ts'
import type { SealLimits } from './seal-budget.ts'
import { DamagedRowError } from './sealer.ts'
import { ClosedKeysError } from './table-keys.ts'

const owner = { accountId: '000000000000', name: 'Orders', id: 7 }
const rowKey = Buffer.from('\x02row')
const none = Buffer.alloc(0)
const periodMs = 300_000

/** Keys wrapped in nothing, whose owner can be told to refuse them. */
class Source implements DataKeySource {
  unwraps = 0
  refuses = false
  /** Every key that was handed out, to see whether it is erased. */
  readonly plaintexts: Secret[] = []

  generate(): Promise<{ plaintext: Secret; wrapped: string }> {
    const key = systemRandom.bytes(32)
    return Promise.resolve({ wrapped: key.toString('base64'), plaintext: this.#give(key) })
  }

  unwrap(wrapped: string): Promise<Secret> {
    this.unwraps++
    if (this.refuses) return Promise.reject(validation('KMS key disabled error'))
    return Promise.resolve(this.#give(Buffer.from(wrapped, 'base64')))
  }

  #give(key: Buffer): Secret {
    const secret = new Secret(key)
    this.plaintexts.push(secret)
    return secret
  }
}

function setUp(seals: SealLimits = { perKey: 1e6, block: 1e5, unreserved: 1000 }) {
  const source = new Source()
  const clock = new ManualClock()
  const counts = new Map<number, number>()
  const rolled: number[] = []
  const cache = new TableKeyCache({
    source,
    clock,
    random: systemRandom,
    logger: silentLogger,
    periodMs,
    seals,
    reserve(_, epoch, seal) {
      const sum = (counts.get(epoch) ?? 0) + seal
      if (sum > seals.perKey) return Promise.resolve(false)
      counts.set(epoch, sum)
      return Promise.resolve(true)
    },
    rollOver(_, epoch) {
      rolled.push(epoch)
      return Promise.resolve()
    },
  })
  return { source, clock, cache, counts, rolled }
}

test('a key is unwrapped once for each period, however many ask', async () => {
  const { source, clock, cache } = setUp()
  const wrapped = await cache.create(owner)
  await cache.open(owner, wrapped)
  assert.equal(source.unwraps, 0, 'the key that was just made is kept')
  for (let period = 1; period <= 3; period++) {
    clock.advance(periodMs)
    await Promise.all(Array.from({ length: 50 }, () => cache.open(owner, wrapped)))
    assert.equal(source.unwraps, period)
  }
})

test('keys end with the period, work for requests that began before, and are then erased', async () => {
  const { source, clock, cache } = setUp()
  const wrapped = await cache.create(owner)
  const keys = await cache.open(owner, wrapped)
  const sealed = keys.sealer.seal(owner.accountId, rowKey, none, Buffer.from('plain'))
  clock.advance(periodMs - 1)
  assert.equal(keys.usable, true)
  clock.advance(1)
  assert.equal(keys.usable, false)
  assert.equal(keys.sealer.open(owner.accountId, rowKey, sealed).toString(), 'plain')
  assert.equal(cache.size, 1)

  clock.advance(limits.keyGraceMs)
  assert.equal(cache.size, 0)
  assert.throws(() => keys.sealer.open(owner.accountId, rowKey, sealed), ClosedKeysError)
  assert.throws(() => keys.sealer.seal(owner.accountId, rowKey, none, none), ClosedKeysError)
  assert.throws(() => keys.mac(none, []), ClosedKeysError)
  for (const secret of source.plaintexts) {
    assert.deepEqual(secret.reveal(), Buffer.alloc(32), 'the plaintext is erased')
  }
})

test('a key that is refused shuts the table within the period, and opens it when it is back', async () => {
  const { source, clock, cache } = setUp()
  const wrapped = await cache.create(owner)
  source.refuses = true
  await cache.open(owner, wrapped)
  clock.advance(periodMs)
  for (let call = 0; call < 20; call++) {
    await assert.rejects(cache.open(owner, wrapped), /KMS key disabled error/)
  }
  assert.equal(source.unwraps, 1, 'a refusal is remembered for a short time')
  source.refuses = false
  clock.advance(limits.keyRetryMs)
  await cache.open(owner, wrapped)
})

test('the number of keys held is bounded', async () => {
  const { clock, cache } = setUp()
  for (let table = 0; table < limits.openTableKeys + 20; table++) await cache.create(owner)
  assert.equal(cache.size, limits.openTableKeys + 20, 'the oldest wait to be erased')
  clock.advance(limits.keyGraceMs)
  assert.equal(cache.size, limits.openTableKeys)
})

test('rows of every epoch open, and one of an epoch that the record lacks names the damage', async () => {
  const { cache } = setUp()
  let wrapped = await cache.create(owner)
  const rows: Buffer[] = []
  const older = wrapped
  for (let epoch = 1; epoch <= 3; epoch++) {
    const { sealer } = await cache.open(owner, wrapped)
    rows.push(sealer.seal(owner.accountId, rowKey, none, Buffer.from(`epoch ${String(epoch)}`)))
    wrapped = (await cache.tableKey(owner, wrapped)).addEpoch(wrapped)
  }
  const { sealer } = await setUp().cache.open(owner, wrapped)
  for (const [at, row] of rows.entries()) {
    assert.equal(sealer.open(owner.accountId, rowKey, row).toString(), `epoch ${String(at + 1)}`)
  }
  const rolledBack = await cache.open(owner, older)
  const last = rows.at(-1) ?? none
  assert.throws(
    () => rolledBack.sealer.open(owner.accountId, rowKey, last),
    (error) => error instanceof DamagedRowError && /names data key 3/.test(error.message),
  )
})

test('a record in the first form opens, and stays open when it gets a second data key', async () => {
  const { cache } = setUp()
  const { wrapped, key } = await cache.generate(owner)
  const { dataKeys, ...first } = key.create(wrapped)
  assert.equal(dataKeys?.length, 1)
  const before = (await cache.open(owner, first)).sealer
  const row = before.seal(owner.accountId, rowKey, none, Buffer.from('old'))
  const second = key.addEpoch(first)
  assert.deepEqual(
    second.dataKeys?.map(({ epoch }) => epoch),
    [1, 2],
  )
  const { sealer } = await setUp().cache.open(owner, second)
  assert.equal(sealer.open(owner.accountId, rowKey, row).toString(), 'old')
})

test('another table key takes over all that one wraps', async () => {
  const { cache } = setUp()
  const wrapped = await cache.create(owner)
  const one = await cache.open(owner, wrapped)
  const row = one.sealer.seal(owner.accountId, rowKey, none, Buffer.from('kept'))
  const next = await cache.generate(owner)
  const moved = (await cache.tableKey(owner, wrapped)).moveTo(next.key, wrapped, next.wrapped)
  cache.forget(wrapped.dataKey)
  const other = await cache.open(owner, moved)
  assert.equal(other.sealer.open(owner.accountId, rowKey, row).toString(), 'kept')
  assert.deepEqual(other.mac(none, [rowKey]), one.mac(none, [rowKey]))
  assert.notEqual(moved.macKey, wrapped.macKey)
})

test('seals are set aside before they are made, and a data key ends before its limit', async () => {
  const limit = { perKey: 100, block: 16, unreserved: 8 }
  const { cache, counts, rolled } = setUp(limit)
  const wrapped = await cache.create(owner)
  let made = 0
  while (rolled.length === 0) {
    const keys = await cache.open(owner, wrapped)
    if (!keys.usable) continue
    keys.sealer.seal(owner.accountId, rowKey, none, none)
    made++
    const set = counts.get(1) ?? 0
    assert(made <= set + limit.unreserved, `${String(made)} seals, ${String(set)} set aside`)
    assert(set <= limit.perKey)
  }
  assert(made > limit.perKey / 2)
  assert.deepEqual(rolled, [1])
})
