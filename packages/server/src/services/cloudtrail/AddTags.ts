import { tagOperation } from './tag-operation.ts'
import { checkTagCount } from './tags.ts'

export const AddTags = tagOperation('AddTags', (before, given) => {
  const names = new Set(given.map(({ Key }) => Key))
  const after = [...before.filter(({ Key }) => !names.has(Key)), ...given]
  checkTagCount(after.length)
  return after
})
