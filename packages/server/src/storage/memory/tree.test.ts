import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Entry } from '../kv.ts'
import { emptyTree, find, insert, remove, walk, type Tree } from './tree.ts'

const lowest = Buffer.alloc(0)
const highest = Buffer.alloc(8, 0xff)

function sorted(model: ReadonlyMap<string, Entry>): Entry[] {
  return [...model.values()].toSorted((a, b) => a.key.compare(b.key))
}

function contents(tree: Tree): Entry[] {
  return [...walk(tree, lowest, highest, false)]
}

test('the tree agrees with a sorted map, and old roots stay as they were', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 400 }), put: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1500, size: 'max' }), (steps) => {
      const model = new Map<string, Entry>()
      let tree = emptyTree
      let old: { readonly tree: Tree; readonly entries: Entry[] } | undefined
      for (const [index, { key: number, put }] of steps.entries()) {
        const key = Buffer.from([number >>> 8, number & 0xff])
        const name = key.toString('hex')
        if (put) {
          const entry = { key, value: key, version: index }
          model.set(name, entry)
          tree = insert(tree, entry)
        } else {
          model.delete(name)
          tree = remove(tree, key)
        }
        assert.deepEqual(find(tree, key), model.get(name))
        if (index === steps.length >>> 1) old = { tree, entries: sorted(model) }
      }
      assert.deepEqual(contents(tree), sorted(model))
      assert.deepEqual([...walk(tree, lowest, highest, true)], sorted(model).toReversed())
      if (old !== undefined) assert.deepEqual(contents(old.tree), old.entries)
    }),
    { numRuns: 40 },
  )
})

test('a tree of many levels is walked between any bounds and emptied again', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => {
    const key = Buffer.alloc(4)
    key.writeUInt32BE((index * 7919) % 20_000)
    return key
  })
  let tree = emptyTree
  for (const key of keys) tree = insert(tree, { key, value: key, version: 1 })
  const bound = (number: number): Buffer => {
    const key = Buffer.alloc(4)
    key.writeUInt32BE(number)
    return key
  }
  for (const [from, to] of [
    [0, 20_000],
    [63, 65],
    [4095, 12_345],
    [19_999, 50_000],
  ] as const) {
    const found = [...walk(tree, bound(from), bound(to), false)].map((e) => e.key.readUInt32BE())
    const expected = Array.from({ length: Math.min(to, 20_000) - from }, (_, index) => from + index)
    assert.deepEqual(found, expected)
  }
  for (const key of keys) tree = remove(tree, key)
  assert.deepEqual(tree, emptyTree)
})
