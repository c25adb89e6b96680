import { InvalidArgumentError } from 'commander'

/** Milliseconds of a time as ISO 8601 has it. */
export function timeOption(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : NaN
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError('Write a time such as 2026-01-31 or 2026-01-31T14:00:00Z.')
  }
  return at
}
