import { limits } from '../base/index.ts'
import { validation, type ApiError } from '../errors/index.ts'

/**
 * A number taken apart: the value is `0.digits × 10^point`, negated where `negative`. `digits` has
 * no zero at either end; zero has no digits at all, `point` 0 and is never negative. So two equal
 * numbers have equal members, and a larger `point` means a larger magnitude.
 */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly point: number
}

/**
 * DynamoDB checks values in one of two generations of code, which differ in a few texts and in how
 * far they read an exponent. `older` serves BatchWriteItem, the transactions, Scan and PartiQL
 * parameters; `current` all else. From captures of the service, October 2026 (paritysuite/
 * dynamodb-conformance, valueLayers and partiqlParameterNumbers).
 */
export type Wording = 'current' | 'older'

/** `point` of the largest magnitude, 9.99…E+125, and of the smallest, 1E-130. AWS: not settings. */
const largestPoint = 126
export const smallestPoint = -129

const zero: Decimal = { negative: false, digits: '', point: 0 }
const grammar = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/

/**
 * Reads any spelling of a number that DynamoDB takes: sign, leading and trailing zeros, exponent.
 * Throws its ValidationException when the text is no number or the number cannot be stored.
 */
export function readDecimal(text: string, wording: Wording = 'current'): Decimal {
  const match = grammar.exec(text)
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  if (match === null || whole.length + fraction.length === 0) throw notNumeric(text, wording)
  const exponent = match[4] === undefined ? 0 : readExponent(match[4], text, wording)
  const all = whole + fraction
  const first = leadingZeros(all)
  if (first === all.length) {
    // Zero has no magnitude, but DynamoDB checks the one that it is written with: 0e126 overflows.
    checkRange(1 - fraction.length + exponent)
    return zero
  }
  const point = whole.length - first + exponent
  // The older code computes the magnitude in 32 bits, so 1e2147483647 comes out as an underflow.
  checkRange(wording === 'older' ? point | 0 : point)
  const digits = all.slice(first, withoutTrailingZeros(all))
  if (digits.length > limits.numberDigits) {
    throw validation('Attempting to store more than 38 significant digits in a Number')
  }
  return { negative: match[1] === '-', digits, point }
}

/**
 * The outcome of arithmetic when DynamoDB can store it; otherwise throws. DynamoDB never rounds,
 * and reports a result of too many digits as an overflow too (ScyllaDB test_number.py, on AWS).
 */
export function checkResult(decimal: Decimal): Decimal {
  if (decimal.digits === '') return decimal
  checkRange(decimal.point)
  if (decimal.digits.length > limits.numberDigits) throw overflow()
  return decimal
}

/** The text that DynamoDB answers: plain digits, never an exponent, at most 170 characters. */
export function writeDecimal({ negative, digits, point }: Decimal): string {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length)
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** The exact sum, not yet checked for being storable. */
export function sumOf(a: Decimal, b: Decimal): Decimal {
  // Both as whole multiples of the smaller unit. Points differ by at most 255, so this stays small.
  const scaleA = a.point - a.digits.length
  const scaleB = b.point - b.digits.length
  const scale = Math.min(scaleA, scaleB)
  return fromInteger(scaled(a, scaleA - scale) + scaled(b, scaleB - scale), scale)
}

export function negated(decimal: Decimal): Decimal {
  return decimal.digits === '' ? decimal : { ...decimal, negative: !decimal.negative }
}

/** The older code reads an exponent of 32 bits, the current one of 64; past that it is no number. */
function readExponent(exponent: string, text: string, wording: Wording): number {
  const bits = wording === 'older' ? 32 : 64
  // Bounded before BigInt sees it: converting hostile lengths takes quadratic time.
  if (exponent.replace(/^[+-]?0*/, '').length > 19) throw notNumeric(text, wording)
  const value = BigInt(exponent.startsWith('+') ? exponent.slice(1) : exponent)
  // Java keeps the negated exponent, so the range that it takes is symmetric.
  const largest = 2n ** BigInt(bits - 1) - 1n
  if (value > largest || value < -largest) throw notNumeric(text, wording)
  return Number(value)
}

function checkRange(point: number): void {
  if (point > largestPoint) throw overflow()
  if (point < smallestPoint) {
    throw validation(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    )
  }
}

function overflow(): ApiError {
  return validation(
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  )
}

function notNumeric(text: string, wording: Wording): ApiError {
  const what = 'The parameter cannot be converted to a numeric value'
  return validation(text === '' && wording === 'older' ? what : `${what}: ${text}`)
}

function scaled({ negative, digits }: Decimal, zeros: number): bigint {
  const magnitude = BigInt(digits + '0'.repeat(zeros))
  return negative ? -magnitude : magnitude
}

function fromInteger(value: bigint, scale: number): Decimal {
  if (value === 0n) return zero
  const text = (value < 0n ? -value : value).toString()
  return {
    negative: value < 0n,
    digits: text.slice(0, withoutTrailingZeros(text)),
    point: text.length + scale,
  }
}

// Plain loops: a pattern such as /0+$/ takes quadratic time on hostile text.
function leadingZeros(text: string): number {
  let index = 0
  while (index < text.length && text.charCodeAt(index) === 0x30) index++
  return index
}

function withoutTrailingZeros(text: string): number {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x30) end--
  return end
}
