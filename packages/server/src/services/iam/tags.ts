import { invalidInput } from '../../errors/index.ts'
import type { Tag } from '../../security/iam/index.ts'
import type { Conditions } from '../operation.ts'
import { keepQuota } from './quotas.ts'

/** Refuses tags whose keys differ in case only, and reserved ones. */
export function checkTags(tags: readonly Tag[] | undefined): readonly Tag[] {
  const keys = new Set((tags ?? []).map(({ Key }) => Key.toLowerCase()))
  if (keys.size < (tags ?? []).length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if ([...keys].some((key) => key.startsWith('aws:'))) {
    throw invalidInput('Tag keys that begin with aws: are reserved.')
  }
  keepQuota('TagsPerResource', keys.size)
  return tags ?? []
}

/** The tags with new ones over them. */
export function mergeTags(old: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const replaced = new Set(added.map(({ Key }) => Key.toLowerCase()))
  return checkTags([...old.filter(({ Key }) => !replaced.has(Key.toLowerCase())), ...added])
}

export function withoutTags(old: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()))
  return old.filter(({ Key }) => !removed.has(Key.toLowerCase()))
}

/** Condition keys of the tags that a request brings. */
export function requestTags(tags: readonly Tag[] | undefined): Conditions {
  if (tags === undefined || tags.length === 0) return {}
  return {
    'aws:TagKeys': tags.map(({ Key }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  }
}

/** Condition keys of the tags that a resource has. */
export function resourceTags(tags: readonly Tag[] | undefined): Conditions {
  return Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) => [
      [`aws:ResourceTag/${Key}`, Value],
      [`iam:ResourceTag/${Key}`, Value],
    ]),
  )
}
