import { unreachable } from '../base/index.ts'
import type { AttributeMap, AttributeValue } from './attribute-value.ts'
import { binaryLength } from './binary.ts'
import { readDecimal } from './decimal.ts'

/** AWS: bytes of a list or map before its elements, and for each element or pair. */
const documentBytes = 3
const elementBytes = 1

/**
 * Bytes of an item as DynamoDB counts them for the 400 KB limit and for capacity: UTF-8 bytes of
 * each top-level name, and of each value by {@link valueSize}. For normalized items.
 */
export function itemSize(item: AttributeMap): number {
  let size = 0
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue)
  return size
}

/** Bytes of one value without its name. */
export function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value) return numberSize(value.N)
  if ('B' in value) return binaryLength(value.B)
  if ('M' in value) {
    let size = documentBytes + itemSize(value.M)
    for (const _ in value.M) size += elementBytes
    return size
  }
  if ('L' in value) {
    let size = documentBytes + elementBytes * value.L.length
    for (const element of value.L) size += valueSize(element)
    return size
  }
  if ('BOOL' in value || 'NULL' in value) return 1
  if ('SS' in value) return sum(value.SS, Buffer.byteLength)
  if ('NS' in value) return sum(value.NS, numberSize)
  if ('BS' in value) return sum(value.BS, binaryLength)
  return unreachable(value)
}

/** Bytes of a key attribute's value, for the limits on partition and sort keys. */
export function keyValueSize(value: AttributeValue): number {
  return valueSize(value)
}

function sum(elements: readonly string[], size: (element: string) => number): number {
  let total = 0
  for (const element of elements) total += size(element)
  return total
}

export function numberSize(text: string): number {
  const { negative, digits, point } = readDecimal(text)
  const whole = Math.min(Math.max(point, 0), digits.length)
  return 1 + Math.ceil(whole / 2) + Math.ceil((digits.length - whole) / 2) + (negative ? 1 : 0)
}
