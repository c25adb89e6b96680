import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inOrder, loadModel, reachable } from './model.mjs'
import { shapesFile } from './tables.mjs'
import { typesFile } from './types.mjs'

const folder = mkdtempSync(join(tmpdir(), 'codegen-'))
mkdirSync(join(folder, 'overlay'))
after(() => {
  rmSync(folder, { recursive: true })
})

const model = {
  metadata: { endpointPrefix: 'toys', targetPrefix: 'Toys_2020' },
  operations: {
    Make: { in: 'MakeInput', out: { shape: 'MakeOutput', resultWrapper: 'MakeResult' } },
  },
  shapes: {
    MakeInput: {
      type: 'structure',
      required: ['Name'],
      members: { Name: 'Name', Tags: { shape: 'Tags', locationName: 'tag' }, Size: 'Size' },
    },
    MakeOutput: { type: 'structure', members: { Sizes: 'Sizes' } },
    Name: { type: 'string', min: 1, max: 9 },
    Tags: { type: 'list', member: { shape: 'Name', locationName: 'item' } },
    Size: { type: 'string', enum: ['S', 'L'] },
    Sizes: { type: 'map', key: 'Name', value: 'Size' },
  },
}

function load(overlay) {
  writeFileSync(join(folder, 'toys.json'), JSON.stringify(model))
  writeFileSync(join(folder, 'overlay', 'toys.json'), JSON.stringify(overlay))
  return loadModel(folder, { name: 'toys', javaPackage: 'com.toys' })
}

test('an overlay changes shapes, order and what is required', () => {
  const loaded = load({
    shapes: { Name: { min: 3, max: null }, Nick: { extends: 'Name', arn: true } },
    structures: {
      MakeInput: {
        order: ['Size'],
        required: ['Size'],
        members: { Name: 'Nick' },
        terse: ['Name'],
      },
    },
  })
  assert.deepEqual(loaded.shapes.get('Name'), { type: 'string', min: 3 })
  assert.deepEqual(loaded.shapes.get('Nick'), { type: 'string', min: 3, arn: true })
  const members = inOrder(loaded.shapes.get('MakeInput'))
  assert.deepEqual(
    members.map(({ name, shape, required, terse }) => [name, shape, required, terse]),
    [
      ['Size', 'Size', true, undefined],
      ['Name', 'Nick', false, true],
      ['Tags', 'Tags', false, undefined],
    ],
  )
  assert.deepEqual(reachable(loaded, ['MakeInput']), ['MakeInput', 'Name', 'Nick', 'Size', 'Tags'])
})

test('types and tables follow the model', () => {
  const loaded = load({})
  const types = typesFile(loaded)
  assert(types.includes("export type Size = 'S' | 'L'"))
  assert(types.includes('  Name: string\n  Tags?: string[] | undefined\n  Size?: Size | undefined'))
  assert(types.includes('  Sizes?: { [name: string]: Size } | undefined'))
  const shapes = shapesFile(loaded)
  assert(shapes.includes("Tags: { type: 'list', of: 'Name' }"))
  assert(!shapes.includes('MakeOutput'))
})

test('an overlay that names nothing is refused, for it would silently do nothing', () => {
  assert.throws(() => load({ shapes: { Nmae: { min: 3 } } }), /neither type nor extends/)
  assert.throws(() => load({ shapes: { Name: { minimum: 3 } } }), /unknown entry: minimum/)
  assert.throws(() => load({ structures: { Make: {} } }), /no structure: Make/)
  for (const patch of [{ order: ['Nmae'] }, { members: { Nmae: 'Name' } }, { terse: ['Nmae'] }]) {
    assert.throws(() => load({ structures: { MakeInput: patch } }), /no member: Nmae/)
  }
})
