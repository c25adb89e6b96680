import { type Clock, derivedKey, HmacSha256, limits, type Secret } from '../../base/index.ts'
import { idempotentParameterMismatch, transactionInProgress } from '../../errors/index.ts'
import type { Commit, KvStore } from '../../storage/kv.ts'
import { space } from '../rows/spaces.ts'

/** A client's request token, with a digest of the request that came with it. */
export interface TransactionToken {
  readonly accountId: string
  readonly token: string
  /** SHA-256 of the request's meaning. */
  readonly request: Buffer
}

export interface SweepDeps {
  readonly store: KvStore
  readonly clock: Clock
}

export interface TokenDeps extends SweepDeps {
  /** Of {@link createTokenMac}. */
  readonly tokens: HmacSha256
  readonly tokensInUse: TokensInUse
}

/** The tokens of transactions that are under way in this process. Across processes, a token's row decides. */
export class TokensInUse {
  readonly #requests = new Map<string, Buffer>()

  /**
   * Runs a transaction under its token. Throws TransactionInProgressException while the same is under way,
   * and IdempotentParameterMismatchException while another is under the same token.
   */
  async hold<T>(token: TransactionToken | undefined, action: () => Promise<T>): Promise<T> {
    if (token === undefined) return action()
    const id = `${token.accountId} ${token.token}`
    const request = this.#requests.get(id)
    if (request?.equals(token.request) === false) throw idempotentParameterMismatch()
    if (request !== undefined) throw transactionInProgress()
    this.#requests.set(id, token.request)
    try {
      return await action()
    } finally {
      this.#requests.delete(id)
    }
  }
}

/**
 * What stands for tokens and requests in storage. Keyed, because a plain digest would let whoever reads
 * the store confirm what they guess a request to have said.
 */
export function createTokenMac(systemKey: Secret): HmacSha256 {
  return new HmacSha256(derivedKey(systemKey, 'request tokens').reveal())
}

/** The state of a token: done before, or free to be claimed by joining `commit` to the transaction's own. */
export type TokenClaim = { readonly done: true } | { readonly done: false; readonly commit: Commit }

const digestBytes = 32
/** Keeps the two uses of the key apart. */
const idDomain = Buffer.of(1)
const requestDomain = Buffer.of(2)

/**
 * Looks a token up. Its row holds when it expires (ms, u48) and a MAC of the request; a second
 * row, ordered by that time, lets expired tokens be found. Neither holds a byte of the request
 * itself. Throws IdempotentParameterMismatchException when the token came with another request.
 */
export async function readToken(
  { store, clock, tokens }: TokenDeps,
  { accountId, token, request: said }: TransactionToken,
): Promise<TokenClaim> {
  const id = tokens.digest([idDomain, Buffer.from(accountId), Buffer.from(token)])
  const request = tokens.digest([requestDomain, id, said])
  const key = Buffer.concat([Buffer.of(space.token), id])
  const entry = await store.get(key)
  const now = clock.now()
  if (entry !== undefined && entry.value.readUIntBE(0, 6) > now) {
    if (!entry.value.subarray(6).equals(request)) throw idempotentParameterMismatch()
    return { done: true }
  }
  const value = Buffer.alloc(6 + digestBytes)
  const expires = now + limits.transactionTokenMs
  value.writeUIntBE(expires, 0, 6)
  request.copy(value, 6)
  return {
    done: false,
    commit: {
      checks: [{ key, version: entry?.version ?? 'absent' }],
      writes: [
        { key, value },
        { key: expiryKey(expires, id), value: Buffer.of(1) },
      ],
    },
  }
}

/** Removes tokens that expired, a bounded number of them; true when there may be more. */
export async function sweepTokens({ store, clock }: SweepDeps, most: number): Promise<boolean> {
  const start = Buffer.of(space.tokenExpiry)
  const end = expiryKey(clock.now(), Buffer.alloc(0))
  if (start.compare(end) >= 0) return false
  const expired = await store.range({ start, end, limit: most })
  for (const { key } of expired) {
    const tokenKey = Buffer.concat([Buffer.of(space.token), key.subarray(7)])
    const entry = await store.get(tokenKey)
    const gone = entry !== undefined && entry.value.readUIntBE(0, 6) <= clock.now()
    await store.commit({
      checks: gone ? [{ key: tokenKey, version: entry.version }] : [],
      writes: [{ key, value: undefined }, ...(gone ? [{ key: tokenKey, value: undefined }] : [])],
    })
  }
  return expired.length === most
}

function expiryKey(expires: number, id: Buffer): Buffer {
  const head = Buffer.alloc(7)
  head[0] = space.tokenExpiry
  head.writeUIntBE(expires, 1, 6)
  return Buffer.concat([head, id])
}
