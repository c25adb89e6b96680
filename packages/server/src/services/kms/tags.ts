import { limits } from '../../base/index.ts'
import { kmsError } from '../../errors/index.ts'
import type { Tag } from '../../security/kms/index.ts'

/** The rules on tags that the model does not say. */
export function checkTags(tags: readonly Tag[]): void {
  const names = tags.map((tag) => tag.TagKey)
  if (new Set(names).size < names.length) throw kmsError('TagException', 'Duplicate tag keys')
  if (names.length > limits.kmsTags) throw kmsError('TagException', 'Too many tags')
  if (names.some((name) => /^aws:/i.test(name))) {
    throw kmsError('TagException', 'Tags beginning with aws: are reserved')
  }
}

/** `aws:RequestTag/<key>` and `aws:TagKeys`. */
export function tagConditions(tags: readonly Tag[]): Record<string, readonly string[]> {
  const pairs = tags.map(
    ({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey}`, [TagValue]] as const,
  )
  return { ...Object.fromEntries(pairs), 'aws:TagKeys': tags.map(({ TagKey }) => TagKey) }
}
