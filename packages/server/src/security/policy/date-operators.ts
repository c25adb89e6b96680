import { comparing, is, isNot, type MatcherConstructor, type OperatorTable } from './operator.ts'

export const dateOperators: OperatorTable = {
  DateEquals: is(ordered((order) => order === 0)),
  DateNotEquals: isNot(ordered((order) => order === 0)),
  DateLessThan: is(ordered((order) => order < 0)),
  DateLessThanEquals: is(ordered((order) => order <= 0)),
  DateGreaterThan: is(ordered((order) => order > 0)),
  DateGreaterThanEquals: is(ordered((order) => order >= 0)),
}

function ordered(holds: (order: number) => boolean): MatcherConstructor {
  return comparing(readDate, (value, wanted) => holds(value - wanted))
}

/** The W3C profile of ISO 8601: a year, a month, a day, or a time with its zone. */
const calendar =
  /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?$/

/** Milliseconds since 1970, or undefined. Four digits are a year; any other number is epoch seconds. */
export function readDate(text: string): number | undefined {
  const found = calendar.exec(text)
  if (found === null) return readEpoch(text)
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0'] = found
  const [fraction = '0', zone = 'Z'] = found.slice(7)
  const midnight = new Date(0)
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (midnight.getUTCMonth() !== Number(month) - 1) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const offset = readZone(zone)
  if (offset === undefined) return undefined
  const minutes = Number(hour) * 60 + Number(minute) - offset
  return midnight.getTime() + minutes * 60_000 + (Number(second) + Number(fraction)) * 1000
}

function readEpoch(text: string): number | undefined {
  return /^-?[0-9]{1,12}(?:\.[0-9]{1,9})?$/.test(text) ? Number(text) * 1000 : undefined
}

/** Minutes east of Greenwich. */
function readZone(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
