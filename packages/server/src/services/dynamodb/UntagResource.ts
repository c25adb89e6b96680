import { changeTable, type Engine, type TableName } from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { UntagResourceInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { checkTaggable, taggedNotFound, taggedTable } from './resource-arn.ts'
import { checkedTagKey, checkTagCount } from './tags.ts'

interface Prepared {
  readonly arn: string
  readonly table: TableName
  readonly keys: ReadonlySet<string>
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'random' | 'clock'>

/** Removes tags of a table by their keys; a key that no tag has is passed over. */
export const UntagResource: Operation<Deps, UntagResourceInput, Prepared, object> = {
  name: 'UntagResource',
  inputShape: 'UntagResourceInput',

  prepare({ ResourceArn: arn, TagKeys }, context) {
    const table = taggedTable(arn, context)
    if (TagKeys.length === 0) throw validation('Atleast one Tag Key needs to be provided as Input.')
    checkTagCount(TagKeys.length)
    return { arn, table, keys: new Set(TagKeys.map(checkedTagKey)) }
  },

  async accesses({ table, keys }, context, { catalog }) {
    const access = await tableAccess(catalog, context, { action: 'UntagResource', table })
    return [{ ...access, conditions: { 'aws:TagKeys': [...keys] } }]
  },

  async run(deps, { arn, table, keys }) {
    const now = deps.clock.now()
    await changeTable(
      deps,
      table,
      (descriptor) => {
        checkTaggable(descriptor, arn, now)
        const tags = descriptor.tags?.filter(({ key }) => !keys.has(key))
        if (tags === undefined || tags.length === descriptor.tags?.length) return descriptor
        return { ...descriptor, tags }
      },
      { missing: () => taggedNotFound(arn) },
    )
    return {}
  },
}
