import { changeTable, type Engine, type TableName, type Tag } from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { TagResourceInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { checkTaggable, taggedNotFound, taggedTable } from './resource-arn.ts'
import { checkedTags, requestTags, withTags } from './tags.ts'

interface Prepared {
  readonly arn: string
  readonly table: TableName
  readonly tags: readonly Tag[]
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'random' | 'clock'>

/** Sets tags of a table; those of other keys stay. */
export const TagResource: Operation<Deps, TagResourceInput, Prepared, object> = {
  name: 'TagResource',
  inputShape: 'TagResourceInput',

  prepare({ ResourceArn: arn, Tags }, context) {
    const table = taggedTable(arn, context)
    if (Tags.length === 0) throw validation('Atleast one Tag needs to be provided as Input.')
    return { arn, table, tags: withTags([], checkedTags(Tags)) }
  },

  async accesses({ table, tags }, context, { catalog }) {
    const access = await tableAccess(catalog, context, { action: 'TagResource', table })
    return [{ ...access, conditions: requestTags(tags) }]
  },

  async run(deps, { arn, table, tags }) {
    const now = deps.clock.now()
    await changeTable(
      deps,
      table,
      (descriptor) => {
        checkTaggable(descriptor, arn, now)
        const before = descriptor.tags ?? []
        const held = (tag: Tag): boolean =>
          before.some(({ key, value }) => key === tag.key && value === tag.value)
        return tags.every(held) ? descriptor : { ...descriptor, tags: withTags(before, tags) }
      },
      { missing: () => taggedNotFound(arn) },
    )
    return {}
  },
}
