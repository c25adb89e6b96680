// Node 20 has isWellFormed; the compiler's ES2023 library does not list it yet.
/// <reference lib="es2024.string" />
import { serialization, type ApiError } from '../../errors/index.ts'

/**
 * Readers of JSON scalars. What each refuses, and in which words, is what the service's own parser
 * says, Java class names included. Callers have dealt with null, which counts as absent.
 */

export const structureNotExpected = 'Start of structure or map found where not expected'

/** Where a value stands decides how a scalar is refused that should have been a structure, list or map. */
export type Place = 'field' | 'element'

/** A scalar in the place of a list or map that is itself an element: the service's parser trips over itself. */
const elementCast =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class ' +
  '(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader ' +
  "'bootstrap')"

/** How a scalar is refused where a list or map belongs. */
export function notCollection(place: Place): string {
  return place === 'field' ? 'Unexpected field type' : elementCast
}

/** How a scalar is refused where a structure belongs. */
export function notStructure(place: Place): string {
  return place === 'field' ? 'Unexpected field type' : 'Unexpected value type in payload'
}

/** Refuses a value that is no scalar of the class: `java.lang.String`. */
export function wrongScalar(value: unknown, javaClass: string): ApiError {
  if (Array.isArray(value)) return serialization(`Unrecognized collection type class ${javaClass}`)
  if (typeof value === 'object') return serialization(structureNotExpected)
  const target = javaClass.slice(javaClass.lastIndexOf('.') + 1)
  return serialization(`${tokenOf(value)} cannot be converted to ${target}`)
}

function tokenOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'STRING_VALUE'
    case 'number':
      return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
    default:
      return value === true ? 'TRUE_VALUE' : 'FALSE_VALUE'
  }
}

/** The text itself. A lone surrogate, which JSON escapes can spell and UTF-8 cannot, is refused. */
export function readString(value: unknown): string {
  if (typeof value !== 'string') throw wrongScalar(value, 'java.lang.String')
  refuseLoneSurrogate(value)
  return value
}

export function refuseLoneSurrogate(text: string): void {
  if (!text.isWellFormed()) throw serialization('Unpaired surrogate in a string')
}

export function readBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') throw serialization('Unexpected token received from parser')
  throw wrongScalar(value, 'java.lang.Boolean')
}

/** A whole number of 32 bits. A fraction is cut off, as the service does. */
export function readInteger(value: unknown): number {
  return readWhole(value, 'java.lang.Integer', -0x80000000, 0x7fffffff)
}

/** A whole number of 64 bits; beyond 53 it is the nearest that a double holds. */
export function readLong(value: unknown): number {
  return readWhole(value, 'java.lang.Long', -0x8000000000000000, 0x7fffffffffffffff)
}

function readWhole(value: unknown, javaClass: string, min: number, max: number): number {
  if (typeof value !== 'number') throw wrongScalar(value, javaClass)
  // Adding zero turns -0, which would be shown as 0 but compared as -0, into 0.
  const whole = Math.trunc(value) + 0
  if (whole >= min && whole <= max) return whole
  throw wrongScalar(value, javaClass)
}

export function readDouble(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongScalar(value, 'java.lang.Double')
}

/** Seconds since 1970, with a fraction. */
export function readTimestamp(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongScalar(value, 'java.util.Date')
}
