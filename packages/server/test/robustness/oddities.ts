import type { Dice } from '../properties/dice.ts'
import { Verbatim, type Json } from './json-tree.ts'

/** Names that mean something to JavaScript, to JSON or to nobody. */
export const oddNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupSetter__',
  'then',
  'toJSON',
  'length',
  '$ref',
  '',
  ' ',
  '\u0000',
  'S',
  'N',
  'M',
  'NULL',
  'TableName',
  'é\u0301',
  '😀',
  'x'.repeat(300),
] as const satisfies readonly [string, ...string[]]

/** Expressions and statements that end early, nest deep, or say too much. */
export const oddTexts = [
  'SET ',
  'SET a = ',
  'SET a = a + b + c',
  'SET constructor = __proto__ + :v',
  'REMOVE a[99999999999999999999]',
  'a[0][0][0].b[1].__proto__.c',
  'constructor',
  '__proto__',
  '#__proto__ = :constructor',
  'a = :v AND',
  'attribute_exists()',
  'size(size(a)) > :v',
  'begins_with(a, a, a)',
  'NOT NOT NOT a',
  'a IN ()',
  'a BETWEEN b',
  '\u0000',
  '#',
  ':',
  "'",
  '"',
  '--',
  '💥 = 💥',
  `${'('.repeat(3000)}a${')'.repeat(3000)}`,
  `${'NOT '.repeat(900)}a = :v`,
  `${'a OR '.repeat(600)}a`,
  `a${'.b'.repeat(1500)}`,
  `SELECT * FROM "fuzz" WHERE ${'('.repeat(500)}pk = 'a'${')'.repeat(500)}`,
  `SELECT ${'a.'.repeat(400)}a FROM fuzz`,
  'SELECT * FROM "__proto__"."constructor"',
  "INSERT INTO fuzz VALUE {'__proto__': {'a': 1}}",
  "UPDATE fuzz SET a = a[-1] WHERE pk = ''",
  'DELETE FROM',
  'EXISTS(EXISTS(SELECT))',
] as const satisfies readonly [string, ...string[]]

const polluting = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}'

/** Values of every kind, most of them of the wrong one. */
const oddValues: readonly [() => Json, ...(() => Json)[]] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 2 ** 53,
  () => new Verbatim('1e999'),
  () => new Verbatim('-0'),
  () => new Verbatim('123456789012345678901234567890'),
  () => new Verbatim('0.1e-400'),
  () => '',
  () => ' ',
  () => 'true',
  () => '12',
  () => '\u0000',
  () => 'x'.repeat(5000),
  () => new Verbatim('"\\ud800"'),
  () => new Verbatim('"\\udc00\\ud800"'),
  () => new Verbatim('"\\u0000\\uffff"'),
  () => [],
  () => ({}),
  () => [null],
  () => [[], {}],
  () => ({ '': '' }),
  () => new Verbatim(polluting),
  () => new Verbatim('{"S":"a","S":"b"}'),
  () => new Verbatim('{"S":"a","N":"1"}'),
  () => new Verbatim('{"__proto__":{"S":"a"}}'),
  () => new Verbatim('{"M":{"__proto__":{"M":{"__proto__":{"S":"a"}}}}}'),
  () => ({ S: null }),
  () => ({ S: 1 }),
  () => ({ N: 1 }),
  () => ({ N: 'NaN' }),
  () => ({ N: '1e126' }),
  () => ({ N: '-1e-131' }),
  () => ({ N: '1'.repeat(39) }),
  () => ({ N: `1e${'9'.repeat(400)}` }),
  () => ({ N: '0'.repeat(3000) }),
  () => ({ B: '!' }),
  () => ({ B: 'AA' }),
  () => ({ B: '' }),
  () => ({ SS: [] }),
  () => ({ SS: ['a', 'a'] }),
  () => ({ NS: ['1', '1.0'] }),
  () => ({ BS: ['AA==', null] }),
  () => ({ NULL: false }),
  () => ({ BOOL: 'true' }),
  () => ({ L: {} }),
  () => ({ M: [] }),
  () => ({ X: 'y' }),
  () => ({ S: 'x'.repeat(2049) }),
  () => nestedLists(31),
  () => nestedLists(33),
  () => nestedLists(130),
  () => new Verbatim('['.repeat(5000)),
  () => new Verbatim(`${'['.repeat(300)}${']'.repeat(300)}`),
  () => new Verbatim(`${'{"a":'.repeat(280)}1${'}'.repeat(280)}`),
]

function nestedLists(levels: number): Json {
  return new Verbatim(`${'{"L":['.repeat(levels)}${']}'.repeat(levels)}`)
}

export function oddValue(dice: Dice): Json {
  const choice = dice.below(10)
  if (choice === 0) return dice.pick(oddNames)
  if (choice < 3) return dice.pick(oddTexts)
  if (choice === 3 && dice.chance(0.02)) return 'x'.repeat(450_000)
  return dice.pick(oddValues)()
}

/** Bytes that are no UTF-8, or that a reader may trip over. */
export const oddBytes: readonly [Buffer, ...Buffer[]] = [
  Buffer.from([0xff]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from([0xfe, 0xff]),
  Buffer.from([0x00]),
  Buffer.from([0x1f, 0x8b, 0x08]),
  Buffer.from('\\'),
  Buffer.from('"'),
  Buffer.from('\\u12'),
  Buffer.from('}'),
  Buffer.from('{"'),
  Buffer.from(',,'),
  Buffer.from('//'),
  Buffer.from('NaN'),
]
