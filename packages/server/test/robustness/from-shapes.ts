import { operationNames, shapeTable } from '../../src/generated/dynamodb/index.ts'
import type { Shape } from '../../src/generated/shape-table.ts'
import type { Dice } from '../properties/dice.ts'
import type { Json } from './json-tree.ts'
import { oddValue } from './oddities.ts'
import type { Template } from './templates.ts'

const shapes: Readonly<Record<string, Shape>> = shapeTable.shapes

/** Values that are right now and then, so that a request gets past the first check. */
const likelyTexts = ['fuzz', 'plain', 'by-g', 'pk', 'sk', 'g', 'a', 'pk = :v', '#n', ':v', 'ALL']

/** Any operation of the service, built here or not, with an input that has the shape of one. */
export function fromShapes(dice: Dice): Template {
  const operation = dice.any(operationNames) ?? 'GetItem'
  const made = fromShape(dice, `${operation}Input`, 0)
  const isObject = typeof made === 'object' && made !== null && !Array.isArray(made)
  return { operation, input: isObject ? (made as Template['input']) : {} }
}

function fromShape(dice: Dice, name: string, depth: number): Json {
  const shape = shapes[name]
  if (shape === undefined || depth > 8 || dice.chance(0.02)) return oddValue(dice)
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries(
        shape.members
          .filter(({ required }) => dice.chance(required === true ? 0.95 : 0.3))
          .map((member) => [member.name, fromShape(dice, member.shape, depth + 1)]),
      )
    case 'list':
      return several(dice, () => fromShape(dice, shape.of, depth + 1))
    case 'map':
      return Object.fromEntries(
        several<[string, Json]>(dice, () => [text(dice), fromShape(dice, shape.of, depth + 1)]),
      )
    case 'string':
      return dice.any(shape.enum ?? []) ?? text(dice)
    case 'boolean':
      return dice.chance(0.5)
    case 'blob':
      return dice.pick(['', 'AQID', '?'])
    case 'attribute-value':
      return dice.pick<() => Json>([
        () => ({ S: text(dice) }),
        () => ({ N: String(dice.below(100)) }),
        () => oddValue(dice),
      ])()
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'timestamp':
      return dice.pick([0, 1, 2, 25, 100, -1, 1.5, 2 ** 31, 1e18])
  }
}

function several<T>(dice: Dice, make: () => T): T[] {
  return Array.from({ length: dice.pick([0, 1, 1, 2, 3, 30]) }, make)
}

function text(dice: Dice): string {
  return dice.any(likelyTexts) ?? ''
}
