import type { Fingerprint } from './log-file.ts'

/** How the records of a file differ first from those that were delivered. */
export interface RecordDifference {
  readonly kind: 'altered' | 'missing' | 'inserted' | 'duplicated' | 'reordered'
  readonly eventID: string
  /** Counted from 1: in the file, or for a missing record in what was delivered. */
  readonly position: number
}

/** Undefined: the records are the same, so that the file was altered around them. */
export function firstDifference(
  delivered: readonly Fingerprint[],
  found: readonly Fingerprint[],
): RecordDifference | undefined {
  const at = delivered.findIndex((record, index) => !same(record, found[index]))
  const index = at === -1 ? delivered.length : at
  const expected = delivered[index]
  const actual = found[index]
  const position = index + 1
  if (expected === undefined) {
    if (actual === undefined) return undefined
    const kind = has(delivered, actual) ? 'duplicated' : 'inserted'
    return { kind, eventID: actual.eventID, position }
  }
  if (actual === undefined) return { kind: 'missing', eventID: expected.eventID, position }
  if (actual.eventID === expected.eventID) {
    return { kind: 'altered', eventID: actual.eventID, position }
  }
  const later = found.slice(index + 1)
  if (has(delivered.slice(0, index), actual)) {
    return { kind: 'duplicated', eventID: actual.eventID, position }
  }
  if (has(delivered, actual)) {
    return has(later, expected)
      ? { kind: 'reordered', eventID: actual.eventID, position }
      : { kind: 'missing', eventID: expected.eventID, position }
  }
  return has(later, expected)
    ? { kind: 'inserted', eventID: actual.eventID, position }
    : { kind: 'altered', eventID: expected.eventID, position }
}

function same(a: Fingerprint, b: Fingerprint | undefined): boolean {
  return a.eventID === b?.eventID && a.print === b.print
}

function has(records: readonly Fingerprint[], one: Fingerprint): boolean {
  return records.some((record) => same(record, one))
}
