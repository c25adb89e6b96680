import { limits } from '../../base/index.ts'
import type { Tag } from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { Tag as WireTag } from '../../generated/dynamodb/index.ts'

const allowed = /^[\p{L}\p{N}\s+\-=._:/@]*$/u
const reserved = /^aws:/i

/** The tags of a request, checked. Throws the service's refusals; one bad tag refuses all. */
export function checkedTags(tags: readonly WireTag[]): Tag[] {
  const seen = new Set<string>()
  return tags.map(({ Key, Value }) => {
    const key = checkedTagKey(Key)
    if (Value === undefined || !fits(Value, limits.tagValueCharacters)) {
      throw validation(`The Tag Value provided is invalid, Value: ${String(Value ?? null)}`)
    }
    if (seen.has(key)) {
      throw validation(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`)
    }
    seen.add(key)
    return { key, value: Value }
  })
}

export function checkedTagKey(key: string | undefined): string {
  if (key === undefined || key === '' || !fits(key, limits.tagKeyCharacters)) {
    throw validation(`The Tag Key provided is invalid, Key: ${String(key ?? null)}`)
  }
  if (reserved.test(key)) {
    throw validation(`Tag Key cannot be prefixed with aws:, Key: ${key}`)
  }
  return key
}

/** A character is what a reader would count as one, so that letters beyond 16 bits are not counted twice. */
function fits(text: string, most: number): boolean {
  return text.length <= 2 * most && Array.from(text).length <= most && allowed.test(text)
}

export function checkTagCount(count: number): void {
  if (count > limits.tags) {
    throw validation('Number of Tags exceed the current limit for the provided ResourceArn')
  }
}

/** Puts tags over those that are there. Throws when they are too many together. */
export function withTags(before: readonly Tag[], added: readonly Tag[]): Tag[] {
  const merged = new Map([...before, ...added].map((tag) => [tag.key, tag]))
  checkTagCount(merged.size)
  return [...merged.values()]
}

/** What policies may ask of the tags that a request brings. */
export function requestTags(tags: readonly Tag[]): Record<string, string | readonly string[]> {
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(({ key }) => key),
  }
}
