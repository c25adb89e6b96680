import type { TrailTag } from '../../audit/trails/index.ts'
import { limits } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { Conditions } from '../operation.ts'

/** The rules on tags that the model does not say. */
export function checkTags(tags: readonly TrailTag[]): void {
  const names = tags.map(({ Key }) => Key)
  if (new Set(names).size < names.length) {
    throw cloudTrailError('InvalidTagParameterException', 'Duplicate tag keys are not allowed.')
  }
  const reserved = names.find((name) => /^aws:/i.test(name))
  if (reserved !== undefined) {
    throw cloudTrailError(
      'InvalidTagParameterException',
      'Tag keys that begin with aws: are reserved for system use.',
    )
  }
  checkTagCount(names.length)
}

export function checkTagCount(count: number): void {
  if (count <= limits.trailTags) return
  throw cloudTrailError(
    'TagsLimitExceededException',
    `The number of tags exceeds the limit of ${String(limits.trailTags)}.`,
  )
}

/** `aws:RequestTag/<key>` and `aws:TagKeys`; nothing where there is no tag. */
export function tagConditions(tags: readonly TrailTag[]): Conditions {
  if (tags.length === 0) return {}
  const pairs = tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, [Value]] as const)
  return { ...Object.fromEntries(pairs), 'aws:TagKeys': tags.map(({ Key }) => Key) }
}
