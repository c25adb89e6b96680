import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagesAddon } from '../../src/storage/sqlite/pages-addon.ts'
import { makePlace, withAddon } from './place.ts'

test('arguments of every wrong kind are refused', withAddon, (t) => {
  const addon = pagesAddon()
  assert.ok(typeof addon !== 'string')
  const place = makePlace(t)
  const key = new Uint8Array(32)
  const store = addon.create(place.data, 8192, key)
  const wrong: unknown[] = [
    undefined,
    null,
    -1,
    0.5,
    Number.NaN,
    2 ** 40,
    '',
    'relative',
    '/'.repeat(5000),
    '/a\0b',
    {},
    [],
    new Uint8Array(31),
    new Float64Array(4),
    Symbol('s'),
  ]
  const calls: Record<string, readonly unknown[]> = {
    create: [place.data, 8192, key],
    attach: [place.data, 0],
    descriptor: [place.data],
    load: [store],
    build: [store, place.data],
    setState: [store, 0],
    counts: [store],
    close: [store],
  }
  for (const [name, right] of Object.entries(calls)) {
    const call = addon[name as keyof typeof addon] as (...given: unknown[]) => unknown
    for (const [index] of right.entries()) {
      for (const value of wrong) {
        const given = right.with(index, value)
        // Of the right kind, but of another store or state: what it then does is its own affair.
        if (name === 'descriptor' || (name === 'setState' && index === 1)) {
          if (typeof value !== 'string' && typeof value !== 'number')
            assert.throws(() => call(...given))
          continue
        }
        assert.throws(() => call(...given), `${name}(${given.map(String).join(', ')})`)
      }
      assert.throws(() => call(...right.slice(0, index)), name)
    }
  }
  assert.equal(addon.descriptor(place.data), -1, 'a store that keeps no tags has none to give')
  addon.close(store)
  assert.throws(() => addon.counts(store))
})
