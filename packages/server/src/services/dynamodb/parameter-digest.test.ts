import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from './parameter-digest.ts'

const same = (a: unknown, b: unknown): boolean => digestOf(a).equals(digestOf(b))

test('the order of members and of the elements of sets makes no other request', () => {
  const one = { a: { M: { x: { S: '1' }, y: { NS: ['1', '2'] } } }, b: { BS: ['YQ==', 'Yg=='] } }
  const other = { b: { BS: ['Yg==', 'YQ=='] }, a: { M: { y: { NS: ['2', '1'] }, x: { S: '1' } } } }
  assert.ok(same([one], [other]))
  assert.ok(same({ a: 1, b: undefined }, { a: 1 }))
})

test('everything else does', () => {
  assert.ok(!same([{ a: 1 }, { b: 2 }], [{ b: 2 }, { a: 1 }]))
  assert.ok(!same({ L: [{ S: '1' }, { S: '2' }] }, { L: [{ S: '2' }, { S: '1' }] }))
  assert.ok(
    !same(
      { M: { SS: { L: [{ S: 'a' }, { S: 'b' }] } } },
      { M: { SS: { L: [{ S: 'b' }, { S: 'a' }] } } },
    ),
  )
  assert.ok(!same({ a: { S: '1' } }, { a: { N: '1' } }))
  assert.ok(!same({ a: 'x","b":"y' }, { a: 'x', b: 'y' }))
  assert.ok(!same({ SS: ['a'] }, { SS: ['a', 'b'] }))
})
