/** A time of signing: the text that enters the string to sign, and what it means. */
export interface Timestamp {
  /** ISO 8601 basic format: `20150830T123600Z`. */
  readonly text: string
  /** Milliseconds since 1970. */
  readonly time: number
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

let last: Timestamp | undefined

/**
 * Reads `yyyymmddThhmmssZ`; undefined unless it is exactly that and a time that exists. The last is
 * kept, since all requests of a second name the same.
 */
export function parseBasicTimestamp(text: string): Timestamp | undefined {
  if (last?.text === text) return last
  const read = readBasicTimestamp(text)
  if (read !== undefined) last = read
  return read
}

function readBasicTimestamp(text: string): Timestamp | undefined {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined
  return timestampOf(
    text,
    digits(text, 0, 4),
    digits(text, 4, 6),
    digits(text, 6, 8),
    digits(text, 9, 11),
    digits(text, 11, 13),
    digits(text, 13, 15),
  )
}

/**
 * Reads the Date header's form, `Sun, 30 Aug 2015 12:36:00 GMT`. The name of the day is not held
 * against the date: it carries nothing, and a public test vector has a wrong one.
 */
export function parseHttpDate(text: string): Timestamp | undefined {
  if (text.length !== 29 || text[3] !== ',' || text[4] !== ' ' || text[7] !== ' ') return undefined
  if (text[11] !== ' ' || text[16] !== ' ' || text[19] !== ':' || text[22] !== ':') return undefined
  if (!text.endsWith(' GMT')) return undefined
  const month = months.indexOf(text.slice(8, 11)) + 1
  return timestampOf(
    undefined,
    digits(text, 12, 16),
    month,
    digits(text, 5, 7),
    digits(text, 17, 19),
    digits(text, 20, 22),
    digits(text, 23, 25),
  )
}

/** Milliseconds since 1970 as `yyyymmddThhmmssZ`; fractions of a second are dropped. */
export function formatBasicTimestamp(time: number): string {
  const iso = new Date(time).toISOString()
  return (
    iso.slice(0, 4) +
    iso.slice(5, 7) +
    iso.slice(8, 13) +
    iso.slice(14, 16) +
    iso.slice(17, 19) +
    'Z'
  )
}

function timestampOf(
  text: string | undefined,
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): Timestamp | undefined {
  // The comparisons are false for NaN, which stands for a character that is no digit. Years from
  // 1000 on, since Date.UTC takes two-digit years for those of the twentieth century.
  const inRange =
    year >= 1000 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(month, year) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  if (!inRange) return undefined
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  return { text: text ?? formatBasicTimestamp(time), time }
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The number that the decimal digits from `start` to `end` form; NaN when one is no digit. */
function digits(text: string, start: number, end: number): number {
  let value = 0
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  return value
}
