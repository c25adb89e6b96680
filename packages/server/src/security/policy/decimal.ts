import { limits } from '../../base/index.ts'

/** A decimal number of any length: 0.digits × 10^exponent, without zeros at either end of `digits`. */
export interface Decimal {
  readonly sign: -1 | 0 | 1
  readonly digits: string
  readonly exponent: number
}

const decimal = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,6}))?$/

/** Undefined if the text is no number. Exact: keys of 38 digits would lose some as doubles. */
export function readDecimal(text: string): Decimal | undefined {
  if (text.length > limits.policyNumberCharacters) return undefined
  const [whole, sign, integer = '', fraction = '', power = '0'] = decimal.exec(text) ?? []
  if (whole === undefined) return undefined
  const all = integer + fraction
  const digits = all.replace(/^0+/, '')
  const leading = all.length - digits.length
  const trimmed = trimZeros(digits)
  if (trimmed === '') return { sign: 0, digits: '', exponent: 0 }
  const exponent = integer.length - leading + Number(power)
  if (Math.abs(exponent) > limits.policyNumberCharacters) return undefined
  return { sign: sign === '-' ? -1 : 1, digits: trimmed, exponent }
}

/** Negative, zero or positive, as for sorting. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign) return a.sign - b.sign
  if (a.exponent !== b.exponent) return a.sign * (a.exponent - b.exponent)
  if (a.digits === b.digits) return 0
  return a.sign * (a.digits < b.digits ? -1 : 1)
}

function trimZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}
