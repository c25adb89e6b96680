import { unreachable } from '../base/index.ts'
import type { AttributeMap, AttributeValue } from './attribute-value.ts'
import { binaryBytes } from './binary.ts'
import { compareNumbers, parseNumber } from './number.ts'

/**
 * Order of two scalars of one type: strings by their UTF-8 bytes, numbers by value, binaries by
 * their bytes. Negative, zero or positive; undefined when the types differ or have no order.
 */
export function compareScalars(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('S' in a) return 'S' in b ? compareStrings(a.S, b.S) : undefined
  if ('N' in a) return 'N' in b ? compareNumbers(a.N, b.N) : undefined
  if ('B' in a) return 'B' in b ? compareBinaries(a.B, b.B) : undefined
  return undefined
}

/** Whether two normalized values are the same: of one type, sets without order, documents deeply. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if ('S' in a) return 'S' in b && a.S === b.S
  if ('N' in a) return 'N' in b && equalNumbers(a.N, b.N)
  if ('B' in a) return 'B' in b && a.B === b.B
  if ('BOOL' in a) return 'BOOL' in b && a.BOOL === b.BOOL
  if ('NULL' in a) return 'NULL' in b
  if ('M' in a) return 'M' in b && equalMaps(a.M, b.M)
  if ('L' in a) return 'L' in b && equalLists(a.L, b.L)
  if ('SS' in a) return 'SS' in b && equalSets(a.SS, b.SS)
  if ('NS' in a) return 'NS' in b && equalSets(canonical(a.NS), canonical(b.NS))
  if ('BS' in a) return 'BS' in b && equalSets(a.BS, b.BS)
  return unreachable(a)
}

/**
 * Order by UTF-8 bytes without encoding. It differs from the order of UTF-16 units only in that
 * surrogates, which are the larger code points, come after U+E000…U+FFFF.
 */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return utf8Rank(left) - utf8Rank(right)
  }
  return a.length - b.length
}

function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

function compareBinaries(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(binaryBytes(a), binaryBytes(b))
}

function equalNumbers(a: string, b: string): boolean {
  return a === b || parseNumber(a) === parseNumber(b)
}

function canonical(numbers: readonly string[]): string[] {
  return numbers.map((number) => parseNumber(number))
}

function equalMaps(a: AttributeMap, b: AttributeMap): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every(
    (name) =>
      Object.hasOwn(b, name) && equalValues(a[name] as AttributeValue, b[name] as AttributeValue),
  )
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((element, index) => equalValues(element, b[index] as AttributeValue))
  )
}

function equalSets(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  const members = new Set(b)
  return a.every((member) => members.has(member))
}
