import { tagOperation } from './tag-operation.ts'

/** Values are not looked at, and a tag that is not there is not missed. */
export const RemoveTags = tagOperation('RemoveTags', (before, given) => {
  const names = new Set(given.map(({ Key }) => Key))
  return before.filter(({ Key }) => !names.has(Key))
})
