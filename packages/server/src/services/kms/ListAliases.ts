import type { ListAliasesRequest } from '../../generated/kms/index.ts'
import { dynamodbAlias, type AliasRecord } from '../../security/kms/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import { aliasArn } from './arns.ts'
import type { KmsDeps } from './key-operation.ts'
import { resolveKey } from './resolve-key.ts'
import { page, readMarker, seconds } from './wire.ts'

interface Prepared {
  readonly keyId: string | undefined
  readonly after: string | undefined
  readonly limit: number
}

export const ListAliases: Operation<KmsDeps, ListAliasesRequest, Prepared, object> = {
  name: 'ListAliases',
  inputShape: 'ListAliasesRequest',

  prepare: ({ KeyId, Marker, Limit = 50 }) => ({
    keyId: KeyId,
    after: readMarker(Marker, /^alias\/[a-zA-Z0-9/_-]+$/),
    limit: Limit,
  }),

  accesses: () => [{ action: 'kms:ListAliases', resource: '*' }],

  async run({ kms }, { keyId, after, limit }, context) {
    const { accountId } = context.caller
    if (keyId !== undefined) {
      const { key } = await resolveKey(kms, context, keyId, 'key')
      const own = (await kms.aliases.of(key.accountId, key.keyId)).filter(
        ({ name }) => after === undefined || name > after,
      )
      const { entries, rest } = page(own, limit, ({ name }) => name)
      return { Aliases: entries.map((alias) => entryOf(alias, context)), ...rest }
    }
    const found = await kms.aliases.list(accountId, after, limit + 1)
    const { entries, rest } = page(found, limit, ({ name }) => name)
    const predefined =
      after === undefined && (await kms.aliases.find(accountId, dynamodbAlias)) === undefined
        ? [
            {
              AliasName: dynamodbAlias,
              AliasArn: aliasArn(context.region, accountId, dynamodbAlias),
            },
          ]
        : []
    return { Aliases: [...predefined, ...entries.map((alias) => entryOf(alias, context))], ...rest }
  },
}

function entryOf(alias: AliasRecord, { region }: RequestContext): object {
  return {
    AliasName: alias.name,
    AliasArn: aliasArn(region, alias.accountId, alias.name),
    TargetKeyId: alias.keyId,
    CreationDate: seconds(alias.createdAt),
    LastUpdatedDate: seconds(alias.updatedAt),
  }
}
