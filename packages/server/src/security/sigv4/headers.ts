import { limits } from '../../base/index.ts'

/** A request's headers by lower-case name; repeated ones joined by a comma in arrival order, as they are signed. */
export type Headers = ReadonlyMap<string, string>

/**
 * Headers that must not come twice. Repeating one invites two readers to take different values, so
 * it is refused although the signature would cover the joined value.
 */
const singletons: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
])

/** `repeated` names a header that must be single and was not. */
export function readHeaders(rawHeaders: readonly string[]): {
  headers: Headers
  repeated?: string
} {
  const headers = new Map<string, string>()
  let repeated: string | undefined
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase()
    const value = trim(rawHeaders[index + 1] as string)
    const earlier = headers.get(name)
    if (earlier !== undefined && singletons.has(name)) repeated = name
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return repeated === undefined ? { headers } : { headers, repeated }
}

let lastNames = ''
let lastList: readonly string[] = ['']

/**
 * The names in a list of signed headers, one more than may be in one at most. Those of the last are
 * kept: requests of one client nearly all sign the same headers.
 */
export function namesOf(signedHeaders: string): readonly string[] {
  if (signedHeaders !== lastNames) {
    lastList = signedHeaders.split(';', limits.signedHeaders + 1)
    lastNames = signedHeaders
  }
  return lastList
}

/** Folds every run of white space into one space, in linear time. */
export function foldSpaces(value: string): string {
  if (!value.includes('  ') && !value.includes('\t')) return value
  let folded = ''
  let copied = 0
  for (let index = 0; index < value.length; index++) {
    if (!isSpace(value.charCodeAt(index))) continue
    folded += value.slice(copied, index) + ' '
    while (index + 1 < value.length && isSpace(value.charCodeAt(index + 1))) index++
    copied = index + 1
  }
  return folded + value.slice(copied)
}

function trim(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) start++
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--
  return end - start === value.length ? value : value.slice(start, end)
}

/** What HTTP calls white space inside a header; a listener has unfolded lines before. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}
