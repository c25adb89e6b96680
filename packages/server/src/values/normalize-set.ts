import { invalidParameters, validation, type ApiError } from '../errors/index.ts'
import { parseBinary } from './binary.ts'
import { compareScalars } from './compare.ts'
import type { Wording } from './decimal.ts'
import { parseNumber } from './number.ts'
import { sortMembers, type SetType } from './set-order.ts'
import { checkText } from './text.ts'

const emptySet = {
  SS: 'An string set  may not be empty',
  NS: 'An number set  may not be empty',
  BS: 'Binary sets should not be empty',
} as const

/**
 * A set's members in canonical form and order; `members` itself when nothing changes.
 * Throws for an empty set, for a member that is not of the type, and for members that are equal.
 */
export function normalizeSet(type: SetType, members: string[], wording: Wording): string[] {
  if (members.length === 0) throw invalidParameters(emptySet[type])
  let normal = members
  if (type === 'NS') {
    const numbers = members.map((member) => parseNumber(member, wording))
    if (numbers.some((number, index) => number !== members[index])) normal = numbers
  } else {
    for (const member of members) {
      if (type === 'SS') checkText(member)
      else parseBinary(member)
    }
  }
  if (new Set(normal).size !== normal.length) throw duplicates(type, members, wording)
  return sortMembers(type, normal)
}

/** The texts are captures of the service (paritysuite/dynamodb-conformance, valueLayers). */
function duplicates(type: SetType, members: readonly string[], wording: Wording): ApiError {
  const what = 'Input collection'
  if (type === 'NS') {
    return wording === 'older'
      ? validation(`${what} contains duplicates`)
      : invalidParameters(`${what} contains duplicates.`)
  }
  const ofType = type === 'BS' ? 'of type BS' : ''
  if (wording === 'older') {
    return invalidParameters(`${what} [${members.join(', ')}]${ofType} contains duplicates.`)
  }
  const shown = upToRepeat(type, members).map((member) => JSON.stringify(member))
  const list = shown.join(type === 'BS' ? ',' : ', ')
  return invalidParameters(`${what} [${list}]${ofType} contains duplicates.`)
}

/** As the service lists them: in byte order up to the first repeat, then the rest as sent. */
function upToRepeat(type: 'SS' | 'BS', members: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  for (const member of members) {
    if (seen.has(member)) break
    seen.add(member)
  }
  const valueOf = (member: string) => (type === 'SS' ? { S: member } : { B: member })
  const sorted = [...seen].sort((a, b) => compareScalars(valueOf(a), valueOf(b)) ?? 0)
  return [...sorted, ...members.slice(seen.size)]
}
