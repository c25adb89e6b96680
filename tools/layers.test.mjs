import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drivers, table } from './layers-table.mjs'
import { checkLayers } from './layers.mjs'
import { cyclesOf } from './lib/cycles.mjs'

const src = 'packages/server/src/'

/**
 * Checks files of the server given by their path below its sources, and returns `path:line rule`.
 *
 * @param {Readonly<Record<string, string>>} files
 */
function check(files) {
  const found = checkLayers(
    new Map(Object.entries(files).map(([path, text]) => [`${src}${path}`, text])),
  )
  for (const { remedy } of found) assert.notEqual(remedy, '')
  return found.map(({ path, line, rule }) => `${path.replace(src, '')}:${line} ${rule}`)
}

test('an import that the table allows is silent', () => {
  assert.deepEqual(
    check({
      'values/number.ts': "import { limits } from '../base/index.ts'\n",
      'base/index.ts': "import { readFileSync } from 'node:fs'\n",
    }),
    [],
  )
})

test('an import upwards is found, with its line, type-only or not', () => {
  assert.deepEqual(check({ 'base/a.ts': "\nimport type { X } from '../engine/index.ts'\n" }), [
    'base/a.ts:2 base may not import engine',
  ])
  assert.deepEqual(check({ 'base/a.ts': "type X = import('../engine/index.ts').X" }), [
    'base/a.ts:1 base may not import engine',
  ])
  assert.deepEqual(check({ 'base/a.ts': "export * from '../engine/index.ts'" }), [
    'base/a.ts:1 base may not import engine',
  ])
  assert.deepEqual(check({ 'base/a.ts': "await import('../engine/index.ts')" }), [
    'base/a.ts:1 base may not import engine',
  ])
})

test('only the face of another folder may be imported', () => {
  assert.deepEqual(check({ 'values/a.ts': "import { b } from '../base/limits.ts'" }), [
    'values/a.ts:1 base/limits.ts is behind the face of base',
  ])
  assert.deepEqual(check({ 'engine/items/a.ts': "import { b } from '../../storage/kv.ts'" }), [])
  assert.deepEqual(check({ 'engine/items/a.ts': "import { b } from '../rows/seal.ts'" }), [])
  assert.deepEqual(check({ 'services/dynamodb/A.ts': "import { b } from '../operation.ts'" }), [])
})

test('a service imports neither another service nor the front', () => {
  assert.deepEqual(check({ 'services/dynamodb/A.ts': "import { b } from '../kms/index.ts'" }), [
    'services/dynamodb/A.ts:1 services/dynamodb may not import services/kms',
  ])
  assert.deepEqual(
    check({ 'services/dynamodb/A.ts': "import { b } from '../../front/index.ts'" }),
    ['services/dynamodb/A.ts:1 services/dynamodb may not import front'],
  )
})

test('operation.ts may import types of the security folders, and no more than types', () => {
  const face = "from '../security/policy/index.ts'"
  assert.deepEqual(check({ 'services/operation.ts': `import type { A } ${face}` }), [])
  assert.deepEqual(check({ 'services/operation.ts': `import { type A } ${face}` }), [])
  const inPlace = "type A = import('../security/policy/index.ts').A"
  assert.deepEqual(check({ 'services/operation.ts': inPlace }), [])
  assert.deepEqual(check({ 'services/operation.ts': `import { a, type B } ${face}` }), [
    'services/operation.ts:1 services/operation.ts may not import security/policy except for types',
  ])
})

test('drivers are named in app/ and in tests only', () => {
  const text = "import { open } from '../storage/sqlite/index.ts'"
  assert.deepEqual(check({ 'jobs/a.ts': text }), [
    'jobs/a.ts:1 jobs names the driver storage/sqlite',
  ])
  assert.deepEqual(check({ 'app/a.ts': text, 'engine/a.test.ts': text }), [])
  for (const driver of drivers) assert.ok(table[driver] !== undefined, driver)
})

test('a folder or a part that is missing from the table is an error', () => {
  assert.deepEqual(check({ 'helpers/a.ts': '' }), [
    'helpers/a.ts:1 helpers/ is missing from the import table',
  ])
  assert.deepEqual(check({ 'engine/misc/a.ts': '' }), [
    'engine/misc/a.ts:1 engine/misc/ is missing from the import table',
  ])
})

test('packages and built-ins stay where the table has them', () => {
  assert.deepEqual(check({ 'base/a.ts': "import pg from 'pg'" }), [
    'base/a.ts:1 base may not import the package pg',
  ])
  assert.deepEqual(check({ 'storage/postgres/a.ts': "import pg from 'pg'" }), [])
  assert.deepEqual(check({ 'security/policy/a.ts': "import { readFileSync } from 'node:fs'" }), [
    'security/policy/a.ts:1 security/policy is pure and may not import node:fs',
  ])
  assert.deepEqual(
    check({ 'security/policy/a.ts': "import { createHmac } from 'node:crypto'" }),
    [],
  )
})

test('the environment is read in one file', () => {
  const rule = 'the environment is read here'
  assert.deepEqual(check({ 'front/a.ts': 'f()\nconst a = process.env["A"]' }), [
    `front/a.ts:2 ${rule}`,
  ])
  assert.deepEqual(check({ 'front/a.ts': "import { env } from 'node:process'" }), [
    `front/a.ts:1 ${rule}`,
  ])
  assert.deepEqual(check({ 'app/config/env.ts': 'export const a = process.env' }), [])
})

test('cycles are found among files, types included, and among the parts of a folder', () => {
  assert.deepEqual(
    check({
      'base/a.ts': "import type { B } from './b.ts'",
      'base/b.ts': "import { a } from './a.ts'",
    }),
    ['base/a.ts:1 import cycle: base/a.ts -> base/b.ts -> base/a.ts'],
  )
  assert.deepEqual(
    check({
      'engine/items/a.ts': "import { b } from '../rows/b.ts'",
      'engine/items/c.ts': '',
      'engine/rows/b.ts': '',
      'engine/rows/d.ts': "import { c } from '../items/c.ts'",
    }),
    ['engine/items/a.ts:1 import cycle: engine/items -> engine/rows -> engine/items'],
  )
})

test('packages do not reach into each other', () => {
  const found = checkLayers(
    new Map([
      ['packages/conformance/src/a.ts', "import { b } from '../../server/src/base/index.ts'"],
      ['packages/conformance/src/c.ts', "import { start } from 'strongroom'"],
      ['packages/stray/src/d.ts', ''],
    ]),
  )
  assert.deepEqual(
    found.map(({ rule }) => rule),
    [
      '../../server/src/base/index.ts is not for packages/conformance',
      'strongroom is not for packages/conformance',
      'packages/stray is missing from the table of packages',
    ],
  )
})

test('the table names only rows that exist and holds no cycle', () => {
  const graph = new Map()
  for (const [row, { imports, types = [] }] of Object.entries(table)) {
    for (const name of [...imports, ...types]) assert.ok(table[name], `${row} names ${name}`)
    graph.set(row, new Set([...imports, ...types]))
  }
  assert.deepEqual(cyclesOf(graph), [])
})
