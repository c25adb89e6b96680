import assert from 'node:assert/strict'
import { test } from 'node:test'
import { itemSize, type AttributeMap } from '../../values/index.ts'
import type { IndexDescriptor, IndexProjection } from '../tables/descriptor.ts'
import type { Index } from '../tables/table.ts'
import { isTooLarge } from './item-limit.ts'

const itemBytes = 409_600

function indexOn(
  range: string,
  projected: readonly string[] | undefined,
  kind: IndexDescriptor['kind'] = 'local',
): Index {
  const keyNames = new Set(['pk', 'sk', range])
  const projection: IndexProjection = { type: 'KEYS_ONLY' }
  return {
    id: 1,
    name: range,
    kind,
    key: { hash: [{ name: 'pk', type: 'S' }], range: [{ name: range, type: 'S' }] },
    projection,
    prefix: Buffer.of(),
    macDomain: Buffer.of(),
    keyNames,
    projected: projected && new Set([...keyNames, ...projected]),
  }
}

/** The largest `filler` that an item with these attributes may have. */
function mostFiller(indexes: readonly Index[], item: AttributeMap): number {
  const hasCollections = indexes.some(({ kind }) => kind === 'local')
  let [fits, tooLarge] = [0, itemBytes]
  while (tooLarge - fits > 1) {
    const middle = (fits + tooLarge) >> 1
    const whole: AttributeMap = { ...item, filler: { S: 'x'.repeat(middle) } }
    if (isTooLarge({ hasCollections, indexes }, whole, itemSize(whole))) tooLarge = middle
    else fits = middle
  }
  return fits
}

// 3 + 3 + 4 + 5 bytes, and 6 of the filler's name.
const item: AttributeMap = { pk: { S: 'p' }, sk: { S: 's' }, by: { S: 'ab' }, more: { S: 'm' } }
const own = 21

test('an item alone has 409,600 bytes', () => {
  assert.equal(mostFiller([], item), itemBytes - own)
  assert.equal(mostFiller([indexOn('by', undefined, 'global')], item), itemBytes - own)
})

test('the entries of local indexes count as what they hold: keys of table and index, what is projected', () => {
  assert.equal(mostFiller([indexOn('by', [])], item), itemBytes - own - 10)
  assert.equal(mostFiller([indexOn('by', ['more', 'absent'])], item), itemBytes - own - 15)
  assert.equal(mostFiller([indexOn('by', undefined)], item), itemBytes / 2 - own)
  assert.equal(mostFiller([indexOn('by', ['filler'])], item), (itemBytes - own - 16) >> 1)
})

test('all local indexes count together, and no global one', () => {
  const both = [indexOn('by', []), indexOn('more', ['by'])]
  assert.equal(mostFiller(both, item), itemBytes - own - 10 - 15)
  assert.equal(
    mostFiller([...both, indexOn('by', undefined, 'global')], item),
    itemBytes - own - 25,
  )
  const five = Array.from({ length: 5 }, () => indexOn('by', undefined))
  assert.equal(mostFiller(five, item), Math.floor(itemBytes / 6) - own)
})

test('an index that the item is not in counts nothing', () => {
  const sparse: AttributeMap = { pk: { S: 'p' }, sk: { S: 's' } }
  assert.equal(mostFiller([indexOn('by', undefined)], sparse), itemBytes - 12)
})
