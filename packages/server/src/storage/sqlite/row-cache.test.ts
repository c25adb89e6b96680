import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import type { CommitResult, Entry } from '../kv.ts'
import { RowCache, type Flight } from './row-cache.ts'

const bounds = { bytes: 4000, valueBytes: 100 }

interface UnderWay {
  readonly keys: readonly string[]
  readonly value: Buffer | undefined
  readonly flight: Flight | undefined
  result: CommitResult | undefined
}

/** A file that commits change in the order in which they set out; they are answered in any order after that. */
class File {
  readonly rows = new Map<string, Entry>()
  #version = 0

  apply({ keys, value }: UnderWay): CommitResult {
    const version = ++this.#version
    for (const name of keys) {
      const key = Buffer.from(name)
      if (value === undefined) this.rows.delete(name)
      else this.rows.set(name, { key, version, value: Buffer.from(value) })
    }
    return { outcome: 'committed', version }
  }
}

const names = Array.from({ length: 12 }, (_, index) => `key ${String(index)}`)
const name = fc.constantFrom(...names)
const value = fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes))
const step = fc.oneof(
  fc.record({ kind: fc.constant('read' as const), name }),
  fc.record({
    kind: fc.constant('depart' as const),
    keys: fc.uniqueArray(name, { maxLength: 3 }),
    value: fc.option(value, { nil: undefined }),
  }),
  fc.record({ kind: fc.constantFrom('apply' as const, 'fail' as const) }),
  fc.record({ kind: fc.constant('land' as const), which: fc.nat() }),
)

test('a row that is found is the row of the file, however commits and reads fall', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const cache = new RowCache(bounds)
      const file = new File()
      const underWay: UnderWay[] = []
      for (const each of steps) {
        const next = underWay.find(({ result }) => result === undefined)
        switch (each.kind) {
          case 'read': {
            const found = cache.get(Buffer.from(each.name))
            const stored = file.rows.get(each.name)
            if (found !== undefined) {
              const { hint, ...row } = found
              assert.deepEqual(row, stored)
              assert.ok(
                hint === undefined || hint === row.value.length,
                'the hint is of this value',
              )
            } else if (stored !== undefined) {
              cache.keep(stored.key, stored.version, Buffer.from(stored.value))
            }
            break
          }
          case 'depart': {
            const { keys, value } = each
            const writes = keys.map((key) => ({
              key: Buffer.from(key),
              value,
              hint: value?.length,
            }))
            const flight = cache.depart({ checks: [], writes })
            underWay.push({ keys, value, flight, result: undefined })
            break
          }
          case 'apply':
            if (next !== undefined) next.result = file.apply(next)
            break
          case 'fail':
            if (next !== undefined) next.result = { outcome: 'conflict', check: 0 }
            break
          case 'land': {
            const done = underWay.filter(({ result }) => result !== undefined)
            const landing = done[each.which % done.length]
            if (landing === undefined) break
            cache.landed(landing.flight, landing.result)
            underWay.splice(underWay.indexOf(landing), 1)
          }
        }
        assert(cache.bytes <= bounds.bytes)
      }
    }),
    { numRuns: 500 },
  )
})

const key = Buffer.from('k')
const put = (text: string, hint?: number) => ({
  checks: [],
  writes: [{ key, value: Buffer.from(text), hint }],
})
const textOf = (cache: RowCache): string | undefined => cache.get(key)?.value.toString()

describe('a row that was read', () => {
  it('is found with its new value after a commit', () => {
    const cache = new RowCache(bounds)
    cache.keep(key, 1, Buffer.from('one'))
    const flight = cache.depart(put('two', 7))
    assert.equal(textOf(cache), undefined)
    cache.landed(flight, { outcome: 'committed', version: 2 })
    assert.deepEqual(cache.get(key), { key, version: 2, value: Buffer.from('two'), hint: 7 })
  })

  it('is given in Buffers that the caller may change', () => {
    const cache = new RowCache(bounds)
    cache.keep(key, 1, Buffer.from('one'))
    cache.get(key)?.value.fill(0)
    assert.equal(textOf(cache), 'one')
  })

  it('stays when others need room, if it was read since', () => {
    const cache = new RowCache(bounds)
    cache.keep(key, 1, Buffer.from('one'))
    for (let other = 0; other < 100; other++) {
      assert.equal(textOf(cache), 'one')
      cache.keep(Buffer.from(`other ${String(other)}`), 1, Buffer.alloc(50))
    }
  })
})

for (const result of [undefined, { outcome: 'unknown', reason: 'a test' }] as const) {
  test(`nothing is kept any more after ${result === undefined ? 'an error' : 'an unknown outcome'}`, () => {
    const cache = new RowCache(bounds)
    cache.keep(Buffer.from('other'), 1, Buffer.from('one'))
    cache.landed(cache.depart(put('two')), result)
    assert.equal(cache.get(Buffer.from('other')), undefined)
    assert.equal(cache.keep(key, 1, Buffer.from('one')), false)
    assert.equal(cache.bytes, 0)
  })
}
