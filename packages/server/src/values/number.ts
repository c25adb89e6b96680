import { limits } from '../base/index.ts'
import {
  checkResult,
  negated,
  readDecimal,
  sumOf,
  writeDecimal,
  type Decimal,
  type Wording,
} from './decimal.ts'

/** Up to this many characters a number has at most 15 digits, which a double holds without loss. */
const exactInDouble = 15

/**
 * The one text of a number, as DynamoDB answers it: `1.0` → `1`, `1e3` → `1000`, `-0` → `0`. Equal
 * numbers have equal texts. Throws DynamoDB's ValidationException for what it cannot store.
 */
export function parseNumber(text: string, wording: Wording = 'current'): string {
  return isCanonical(text) ? text : writeDecimal(readDecimal(text, wording))
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. Both may be in any spelling. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0
  // Of at most 15 digits, distinct decimals are distinct doubles in the same order.
  if (isShort(a) && isShort(b)) return Number(a) - Number(b)
  const left = readDecimal(a)
  const right = readDecimal(b)
  const signA = signOf(left)
  const signB = signOf(right)
  if (signA !== signB) return signA - signB
  if (left.point !== right.point) return (left.point - right.point) * signA
  if (left.digits === right.digits) return 0
  return left.digits < right.digits ? -signA : signA
}

/** `a + b`, exact. Throws what DynamoDB answers when the sum needs more digits or range than it has. */
export function addNumbers(a: string, b: string): string {
  if (isShort(a) && isShort(b) && isWhole(a) && isWhole(b)) return String(Number(a) + Number(b))
  return writeDecimal(checkResult(sumOf(readDecimal(a), readDecimal(b))))
}

/** `a - b`, exact. Throws as {@link addNumbers} does. */
export function subtractNumbers(a: string, b: string): string {
  if (isShort(a) && isShort(b) && isWhole(a) && isWhole(b)) return String(Number(a) - Number(b))
  return writeDecimal(checkResult(sumOf(readDecimal(a), negated(readDecimal(b)))))
}

function signOf({ negative, digits }: Decimal): number {
  if (digits === '') return 0
  return negative ? -1 : 1
}

function isShort(text: string): boolean {
  return text.length <= exactInDouble && isCanonical(text)
}

function isWhole(canonical: string): boolean {
  return !canonical.includes('.')
}

/**
 * Whether the text is surely in canonical form already: the cheap test for nearly every number that
 * clients send. Longer texts (large powers of ten, tiny fractions) take the full path.
 */
function isCanonical(text: string): boolean {
  const { length } = text
  const start = text.charCodeAt(0) === minus ? 1 : 0
  if (length === start || length - start > limits.numberDigits) return false
  let dot = -1
  for (let index = start; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code >= digit0 && code <= digit9) continue
    if (code !== period || dot !== -1) return false
    dot = index
  }
  if (text.charCodeAt(start) === digit0) {
    // Only "0" itself, or a fraction "0.…": never "-0" or "01".
    if (length === 1) return true
    if (dot !== start + 1) return false
  }
  return dot === -1 || (dot > start && dot < length - 1 && text.charCodeAt(length - 1) !== digit0)
}

const minus = 0x2d
const period = 0x2e
const digit0 = 0x30
const digit9 = 0x39
