import type { Operation } from '../operation.ts'
import type { Entity, EntityKind, Prefix } from '../../security/iam/index.ts'
import { iamOperation, type Iam } from './iam-operation.ts'
import { pageOfRows, type PageRequest } from './pages.ts'

interface ListInput extends PageRequest {
  readonly PathPrefix?: string | undefined
}

/** ListUsers, ListGroups and ListRoles: by name, and with a prefix of the path where one is asked for. */
export function listEntities<Input extends ListInput, E extends Entity>(spec: {
  readonly name: string
  readonly kind: EntityKind
  readonly rows: (account: string) => Prefix<E>
  readonly member: string
  readonly show: (account: string, entity: E) => object
}): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: spec.name,
    access: (_iam, { PathPrefix = '/' }, { caller }) => ({
      resource: `arn:aws:iam::${caller.accountId}:${spec.kind}${PathPrefix}`,
    }),
    async run({ state }, input, { caller: { accountId } }) {
      const { PathPrefix = '/' } = input
      const { items, page } = await pageOfRows(
        (after, limit) => state.list(spec.rows(accountId), after, limit),
        ({ path }) => path.startsWith(PathPrefix),
        input,
      )
      return { [spec.member]: items.map((one) => spec.show(accountId, one)), ...page }
    },
  })
}
