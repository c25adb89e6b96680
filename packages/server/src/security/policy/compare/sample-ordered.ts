import { readDate } from '../date-operators.ts'
import { compareDecimals, readDecimal, type Decimal } from '../decimal.ts'
import { TooMuchEffort } from './effort.ts'
import { plainSample, type Reading, type Sample } from './samples.ts'

/** Numbers or dates: what is needed to find a value on each side of those that conditions name. */
interface Order<T> {
  read(text: string): T | undefined
  compare(a: T, b: T): number
  /** Texts that may lie below, between and above; undefined as a bound is none. */
  between(low: T | undefined, high: T | undefined): readonly string[]
}

/** Each value that is named, one in every gap, and one that is not of the type. */
function sampleOrdered<T>(readings: readonly Reading[], order: Order<T>): readonly Sample[] {
  const known: { text: string; value: T }[] = []
  for (const { condition } of readings) {
    for (const text of condition.values) {
      const value = order.read(text)
      if (value !== undefined) known.push({ text, value })
    }
  }
  known.sort((a, b) => order.compare(a.value, b.value))
  const distinct = known.filter((one, index) => {
    const before = known[index - 1]
    return before === undefined || order.compare(before.value, one.value) !== 0
  })
  const texts = distinct.map(({ text }) => text)
  for (let gap = 0; gap <= distinct.length; gap += 1) {
    texts.push(inGap(order, distinct[gap - 1]?.value, distinct[gap]?.value))
  }
  return [...texts, 'example'].map(plainSample)
}

function inGap<T>(order: Order<T>, low: T | undefined, high: T | undefined): string {
  for (const text of order.between(low, high)) {
    const value = order.read(text)
    if (value === undefined) continue
    const above = low === undefined || order.compare(low, value) < 0
    if (above && (high === undefined || order.compare(value, high) < 0)) return text
  }
  throw new TooMuchEffort('two values of a condition are too close to compare')
}

export function sampleNumbers(readings: readonly Reading[]): readonly Sample[] {
  return sampleOrdered<Decimal>(readings, {
    read: readDecimal,
    compare: compareDecimals,
    between(low, high) {
      if (low === undefined || high === undefined) {
        const bound = low ?? high
        if (bound === undefined) return ['1']
        const scale = Math.min(0, scaleOf(bound))
        const step = 10n ** BigInt(-scale) * (low === undefined ? -1n : 1n)
        return [textOf(atScale(bound, scale) + step, scale)]
      }
      const scale = Math.min(0, scaleOf(low), scaleOf(high))
      const [from, to] = [atScale(low, scale), atScale(high, scale)]
      // Whole numbers where there are any.
      const unit = 10n ** BigInt(-scale)
      const whole = (from / unit + 1n) * unit
      return [textOf(whole, scale), textOf((from + to) * 5n, scale - 1)]
    },
  })
}

/** The power of ten of the last digit. */
function scaleOf({ digits, exponent }: Decimal): number {
  return exponent - digits.length
}

function atScale(decimal: Decimal, scale: number): bigint {
  const digits = BigInt(decimal.digits === '' ? '0' : decimal.digits)
  return BigInt(decimal.sign) * digits * 10n ** BigInt(scaleOf(decimal) - scale)
}

function textOf(digits: bigint, scale: number): string {
  const unit = 10n ** BigInt(-scale)
  if (digits % unit === 0n) return String(digits / unit)
  return `${String(digits)}e${String(scale)}`
}

const day = 86_400_000

export function sampleDates(readings: readonly Reading[]): readonly Sample[] {
  return sampleOrdered<number>(readings, {
    read: readDate,
    compare: (a, b) => a - b,
    between(low, high) {
      if (low === undefined && high === undefined) return ['2026-01-01T00:00:00Z']
      if (low === undefined) return dateTexts((high ?? 0) - day)
      return dateTexts(high === undefined ? low + day : low + (high - low) / 2)
    },
  })
}

function dateTexts(ms: number): readonly string[] {
  const epoch = (ms / 1000).toFixed(9)
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? [epoch] : [date.toISOString(), epoch]
}
