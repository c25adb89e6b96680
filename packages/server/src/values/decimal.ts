import { limits } from '../base/index.ts'
import { validation } from '../errors/index.ts'

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

/** `point` of the largest magnitude, 9.99…E+125, and of the smallest, 1E-130. AWS: not settings. */
export const largestPoint = 126
export const smallestPoint = -129

const zero: Decimal = { negative: false, digits: '', point: 0 }
const grammar = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/

/**
 * Reads any spelling of a number that DynamoDB takes: sign, leading and trailing zeros, exponent.
 * Throws its ValidationException when the text is no number or the number cannot be stored.
 */
export function readDecimal(text: string): Decimal {
  const match = grammar.exec(text)
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  if (match === null || whole.length + fraction.length === 0) throw notNumeric(text)
  const all = whole + fraction
  const first = leadingZeros(all)
  if (first === all.length) return zero
  const point = whole.length - first + Number(match[4] ?? '0')
  return storable({
    negative: match[1] === '-',
    digits: all.slice(first, withoutTrailingZeros(all)),
    point,
  })
}

/** The decimal itself when DynamoDB can store it; otherwise throws the error that it answers. */
export function storable(decimal: Decimal): Decimal {
  if (decimal.point > largestPoint) {
    throw validation(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    )
  }
  if (decimal.point < smallestPoint && decimal.digits !== '') {
    throw validation(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    )
  }
  if (decimal.digits.length > limits.numberDigits) {
    throw validation('Attempting to store more than 38 significant digits in a Number')
  }
  return decimal
}

/** The text that DynamoDB answers: plain digits, never an exponent, up to 132 characters. */
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

function notNumeric(text: string) {
  const what = 'The parameter cannot be converted to a numeric value'
  return validation(text === '' ? what : `${what}: ${text}`)
}
