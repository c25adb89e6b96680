import {
  compare,
  keysOf,
  parts,
  same,
  type Item,
  type KeyPart,
  type KeyType,
  type Keys,
  type Schema,
  type Value,
} from '../reference/tables/model.ts'
import type { Dice } from './dice.ts'

/** Few values, so that keys meet; among them those that sort differently in other encodings. */
const strings = ['a', 'b', 'ab', 'a\u0000', 'é', '\uffee', '😀', 'zz'] as const
/** As sent; the table answers them in canonical form. */
const numbers = ['0', '1', '-1', '10', '2.50', '-0.25', '1e2', '-100', '9', '+7', '-0'] as const
const binaries = ['AA==', 'AAA=', '/w==', 'AQI=', 'AP8='] as const

export function value(dice: Dice, type: KeyType): Value {
  if (type === 'S') return { S: dice.pick(strings) }
  if (type === 'N') return { N: dice.pick(numbers) }
  return { B: dice.pick(binaries) }
}

/** The value as the table answers it. */
export function canonical(value: Value): Value {
  return 'N' in value ? { N: String(Number(value.N) + 0) } : value
}

export function canonicalItem(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, canonical(each)]))
}

const anyType = ['S', 'N', 'B'] as const

export function key(dice: Dice, schema: Schema): Item {
  return Object.fromEntries(keysOf(schema).map(({ name, type }) => [name, value(dice, type)]))
}

/** An item that lacks some index keys, and now and then has one of the wrong type or empty. */
export function item(dice: Dice, schema: Schema): Item {
  const made: Record<string, Value> = {}
  for (const part of schema.indexes.flatMap(keysOf)) {
    if (dice.chance(0.75)) made[part.name] = keyValue(dice, part)
  }
  for (const name of ['x', 'y', 'z']) {
    if (dice.chance(0.5)) made[name] = value(dice, dice.pick(anyType))
  }
  if (dice.chance(0.3)) made['count'] = value(dice, 'N')
  // Large enough that it costs more than one unit.
  if (dice.chance(0.03)) made['big'] = { S: 'x'.repeat(1 + dice.below(3000)) }
  return { ...made, ...key(dice, schema) }
}

export function keyValue(dice: Dice, { type }: KeyPart): Value {
  if (dice.chance(0.01)) return value(dice, dice.pick(anyType))
  if (dice.chance(0.005)) return type === 'B' ? { B: '' } : { S: '' }
  return value(dice, type)
}

/** An expression with its substitutions, and what it means. */
export interface Question {
  readonly text: string
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, Value>>
  holds(item: Item): boolean
}

/** A filter or condition on an attribute that is no key. */
export function question(dice: Dice): Question {
  const name = dice.pick(['x', 'y'])
  const operand = canonical(value(dice, dice.pick(anyType)))
  const names = { '#a': name }
  const one = { ':v': operand }
  const comparable = (item: Item): number | undefined => {
    const found = item[name]
    return found && parts(found)[0] === parts(operand)[0] ? compare(found, operand) : undefined
  }
  return dice.pick<() => Question>([
    () => ({
      text: 'attribute_exists(#a)',
      names,
      values: {},
      holds: (item) => item[name] !== undefined,
    }),
    () => ({
      text: 'attribute_not_exists(#a)',
      names,
      values: {},
      holds: (item) => item[name] === undefined,
    }),
    () => ({ text: '#a = :v', names, values: one, holds: (item) => same(item[name], operand) }),
    () => ({ text: '#a <> :v', names, values: one, holds: (item) => !same(item[name], operand) }),
    () => ({
      text: '#a < :v',
      names,
      values: one,
      holds: (item) => (comparable(item) ?? 0) < 0,
    }),
    () => ({
      text: 'NOT (#a >= :v OR attribute_not_exists(#a))',
      names,
      values: one,
      holds: (item) => item[name] !== undefined && !((comparable(item) ?? -1) >= 0),
    }),
    () => ({
      text: 'begins_with(#a, :v)',
      names,
      values: { ':v': { S: 'a' } },
      holds: (item) => {
        const found = item[name]
        return found !== undefined && 'S' in found && found.S.startsWith('a')
      },
    }),
  ])()
}

/** What names a partition, and in it a range, of the rows of some keys. */
export function keyQuestion(dice: Dice, keys: Keys): Question {
  const names: Record<string, string> = {}
  const values: Record<string, Value> = {}
  const terms: string[] = []
  const tests: ((item: Item) => boolean)[] = []
  const substitute = (part: KeyPart): { name: string; operand: (value: Value) => string } => {
    const at = String(Object.keys(names).length)
    names[`#k${at}`] = part.name
    return {
      name: `#k${at}`,
      operand(given) {
        const token = `:k${String(Object.keys(values).length)}`
        values[token] = given
        return token
      },
    }
  }
  const equal = (part: KeyPart): void => {
    const { name, operand } = substitute(part)
    const wanted = value(dice, part.type)
    terms.push(`${name} = ${operand(wanted)}`)
    tests.push((item) => same(item[part.name], canonical(wanted)))
  }
  for (const part of keys.hash) equal(part)
  for (const part of keys.range) {
    if (dice.chance(0.4)) break
    if (dice.chance(0.4)) {
      equal(part)
      continue
    }
    const { name, operand } = substitute(part)
    const [text, test] = rangeTerm(dice, part, name, operand)
    terms.push(text)
    tests.push(test)
    break
  }
  return {
    text: terms.join(' AND '),
    names,
    values,
    holds: (item) => tests.every((test) => test(item)),
  }
}

function rangeTerm(
  dice: Dice,
  part: KeyPart,
  name: string,
  operand: (value: Value) => string,
): [string, (item: Item) => boolean] {
  const one = value(dice, part.type)
  const limit = canonical(one)
  const order = (item: Item): number => {
    const found = item[part.name]
    if (found === undefined) throw new Error('a row has its keys')
    return compare(found, limit)
  }
  if (part.type !== 'N' && dice.chance(0.25)) {
    const bytes = (given: Value): Buffer =>
      'S' in given ? Buffer.from(given.S) : Buffer.from(parts(given)[1], 'base64')
    const prefix = bytes(one)
    return [
      `begins_with(${name}, ${operand(one)})`,
      (item) => {
        const found = item[part.name]
        return found !== undefined && bytes(found).subarray(0, prefix.length).equals(prefix)
      },
    ]
  }
  if (dice.chance(0.25)) {
    const [low, high] = [one, value(dice, part.type)].sort((a, b) =>
      compare(canonical(a), canonical(b)),
    )
    if (low === undefined || high === undefined) throw new Error('there are two')
    return [
      `${name} BETWEEN ${operand(low)} AND ${operand(high)}`,
      (item) => {
        const found = item[part.name]
        return (
          found !== undefined &&
          compare(found, canonical(low)) >= 0 &&
          compare(found, canonical(high)) <= 0
        )
      },
    ]
  }
  return dice.pick<() => [string, (item: Item) => boolean]>([
    () => [`${name} < ${operand(one)}`, (item) => order(item) < 0],
    () => [`${name} <= ${operand(one)}`, (item) => order(item) <= 0],
    () => [`${name} > ${operand(one)}`, (item) => order(item) > 0],
    () => [`${name} >= ${operand(one)}`, (item) => order(item) >= 0],
  ])()
}
