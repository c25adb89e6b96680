import { unreachable } from '../base/index.ts'
import type { AttributeMap, AttributeValue } from './attribute-value.ts'
import { binaryLength } from './binary.ts'

/*
 * DynamoDB's sizes, for the 400 KB limit and for capacity. From the developer guide ("DynamoDB item
 * sizes and formats"); for numbers, where the guide only approximates, from measurements to the byte
 * against the service (paritysuite/dynamodb-conformance, numberByteSize, August 2026), and where those say
 * nothing, against DynamoDB Local, which agrees with all of them.
 */

/** AWS: bytes of a list or map before its elements, and for each element or pair. */
const documentBytes = 3
const elementBytes = 1

/** Bytes of a normalized item: UTF-8 bytes of each top-level name, and of each value. */
export function itemSize(item: AttributeMap): number {
  let size = 0
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue)
  return size
}

/** Bytes of one normalized value without its name. */
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
  if ('SS' in value) return sum(value.SS, (member) => Buffer.byteLength(member))
  if ('NS' in value) return sum(value.NS, numberSize)
  if ('BS' in value) return sum(value.BS, binaryLength)
  return unreachable(value)
}

/** Bytes of a key attribute's value, for the limits on partition and sort keys. */
export function keyValueSize(value: AttributeValue): number {
  return valueSize(value)
}

/**
 * One byte, one more when negative, and one for each pair of digits, which are counted from the point in both
 * directions, between the first and the last pair that is not 00: 15 is 2 bytes, and 1.5, 110 and 0.015 are 3.
 * Canonical text only.
 */
function numberSize(text: string): number {
  if (text === '0') return 1
  const start = text.startsWith('-') ? 1 : 0
  const dot = text.indexOf('.')
  if (dot === -1) {
    let end = text.length
    while (text.charCodeAt(end - 1) === digit0 && text.charCodeAt(end - 2) === digit0) end -= 2
    return 1 + start + pairs(end - start)
  }
  let first = dot + 1
  if (text.charCodeAt(start) !== digit0)
    return 1 + start + pairs(dot - start) + pairs(text.length - first)
  while (text.charCodeAt(first) === digit0 && text.charCodeAt(first + 1) === digit0) first += 2
  return 1 + start + pairs(text.length - first)
}

function pairs(digits: number): number {
  return (digits + 1) >> 1
}

function sum(elements: readonly string[], size: (element: string) => number): number {
  let total = 0
  for (const element of elements) total += size(element)
  return total
}

const digit0 = 0x30
