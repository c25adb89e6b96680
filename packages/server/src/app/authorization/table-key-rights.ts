import { limits, type Clock, type Random } from '../../base/index.ts'
import { ApiError, tableKeyRefused } from '../../errors/index.ts'
import type { Kms } from '../../security/kms/index.ts'
import { contextConditions, type KeyAuthority } from '../../services/kms/index.ts'
import type { RequestContext, ResourceAuthorizer, TableKeyUse } from '../../services/operation.ts'

export interface TableKeyRightsDeps {
  readonly authorizer: ResourceAuthorizer
  readonly authority: KeyAuthority
  readonly kms: Pick<Kms, 'keys'>
  readonly clock: Clock
  readonly random: Random
  /** For how long a caller's right is taken as given: as long as an unwrapped table key is used. */
  readonly periodMs: number
}

const arnForm = /^arn:aws:kms:[^:]+:(\d{12}):key\/([0-9a-f-]{36})$/
/** KMS does not say which of these it is. */
const vague =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'

/**
 * The authorizer, and for tables under a KMS key also the caller's right to have the service decrypt by
 * that key. What was found is remembered for one period, apart for each state of the caller's policies:
 * a change of those counts for the next request, one of key policy or grants within the period.
 */
export function withTableKeyRights(deps: TableKeyRightsDeps): ResourceAuthorizer {
  const { authorizer } = deps
  const rights = new TableKeyRights(deps)
  return {
    authorize(context, access) {
      const decided = authorizer.authorize(context, access)
      const { tableKey } = access
      if (tableKey === undefined) return decided
      return Promise.resolve(decided).then(() => rights.check(context, tableKey))
    },
    decide: (context, access) => authorizer.decide(context, access),
  }
}

class TableKeyRights {
  readonly #deps: TableKeyRightsDeps
  /** By the caller's policies, which a change of identity replaces; then until when, by principal, key and table. */
  readonly #known = new WeakMap<object, Map<string, number>>()

  constructor(deps: TableKeyRightsDeps) {
    this.#deps = deps
  }

  async check(context: RequestContext, use: TableKeyUse): Promise<void> {
    const { clock, periodMs } = this.#deps
    const { caller, endpoint } = context
    const id = `${caller.arn} ${endpoint?.id ?? ''} ${use.keyArn} ${use.accountId}/${use.table}`
    let known = this.#known.get(caller.policies)
    if (known === undefined) this.#known.set(caller.policies, (known = new Map<string, number>()))
    const until = known.get(id)
    if (until !== undefined && until > clock.monotonic()) return
    await this.#ask(context, use)
    if (known.size >= limits.tableKeyRights) known.clear()
    known.set(id, clock.monotonic() + periodMs)
  }

  async #ask(context: RequestContext, { keyArn, accountId, table }: TableKeyUse): Promise<void> {
    const { kms, authority, random } = this.#deps
    const [, keyAccount = '', keyId = ''] = arnForm.exec(keyArn) ?? []
    const key = await kms.keys.find(keyAccount, keyId)
    // The table does not open without its key, and says so itself.
    if (key === undefined) return
    const encryptionContext = {
      'aws:dynamodb:subscriberId': accountId,
      'aws:dynamodb:tableName': table,
    }
    try {
      await authority.authorize(context, {
        key,
        action: 'Decrypt',
        via: 'dynamodb',
        conditions: contextConditions(encryptionContext),
        grant: { context: encryptionContext },
      })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { code, namespace, status } = error
      throw tableKeyRefused(
        new ApiError({ code, namespace, status, message: vague }),
        random.uuid(),
      )
    }
  }
}
