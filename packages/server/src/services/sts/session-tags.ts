import { invalidParameterValue } from '../../errors/index.ts'
import type { Caller } from '../../security/credentials/index.ts'
import type { Tag } from '../../security/iam/index.ts'
import type { Conditions } from '../operation.ts'

export interface SessionTags {
  readonly tags: readonly Tag[]
  readonly transitive: readonly string[]
}

/** Rules of tags and transitive keys that need no stored state. */
export function checkSessionTags(
  tags: readonly Tag[] | undefined,
  transitive: readonly string[] | undefined,
): void {
  const keys = new Set((tags ?? []).map(({ Key }) => Key.toLowerCase()))
  if (keys.size < (tags ?? []).length) {
    throw invalidParameterValue(
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    )
  }
  if ([...keys].some((key) => key.startsWith('aws:'))) {
    throw invalidParameterValue('Tag keys that begin with aws: are reserved.')
  }
  if ((transitive ?? []).some((key) => !keys.has(key.toLowerCase()))) {
    throw invalidParameterValue(
      'The specified transitive tag key must be included in the requested tags.',
    )
  }
}

/** The tags of a chained session: those asked for, and those that the calling session hands on. */
export function chainTags(
  caller: Caller,
  tags: readonly Tag[] | undefined,
  transitive: readonly string[] | undefined,
): SessionTags {
  const asked = tags ?? []
  const { session } = caller
  // A key may have been named transitive in another case of letters than that of its tag.
  const handedOn = new Set((session?.transitiveTagKeys ?? []).map((key) => key.toLowerCase()))
  const inherited = [...(session?.tags ?? [])].flatMap(([Key, Value]) =>
    handedOn.has(Key.toLowerCase()) ? [{ Key, Value }] : [],
  )
  const fixed = new Set(inherited.map(({ Key }) => Key.toLowerCase()))
  if (asked.some(({ Key }) => fixed.has(Key.toLowerCase()))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  return {
    tags: [...asked, ...inherited],
    transitive: [...(transitive ?? []), ...inherited.map(({ Key }) => Key)],
  }
}

/** Condition keys of the tags that a request brings. */
export function tagConditions(
  tags: readonly Tag[] | undefined,
  transitive: readonly string[] | undefined,
): Conditions {
  return {
    ...(tags === undefined || tags.length === 0
      ? {}
      : {
          'aws:TagKeys': tags.map(({ Key }) => Key),
          ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        }),
    ...(transitive === undefined || transitive.length === 0
      ? {}
      : { 'sts:TransitiveTagKeys': transitive }),
  }
}
