import { limits, Secret } from '../../base/index.ts'
import type { Check } from '../../storage/kv.ts'
import { rootCaller, type Credential, type CredentialSource } from '../credentials/index.ts'
import { sessionCaller, userCaller } from './callers.ts'
import type { Documents } from './documents.ts'
import type { ControlPolicySource } from './organization.ts'
import { rows } from './rows.ts'
import { Tracker } from './standing.ts'
import type { IdentityState } from './state.ts'

export interface CredentialDeps {
  readonly state: IdentityState
  readonly documents: Documents
  readonly controls: ControlPolicySource
}

interface Cached {
  /** The version of the state for which the credential is known to hold. */
  readonly version: number
  readonly credential: Credential
  /** The rows that it was made from. */
  readonly seen: readonly Check[]
}

/**
 * Users' access keys and sessions, with the caller's policies. A credential is made once; when the state
 * has changed since, the rows that it was made from are compared, and only if one of them changed it is
 * made anew. The cost of a request does not depend on how many users, roles and policies there are.
 */
export function identityCredentials(deps: CredentialDeps): CredentialSource {
  return new IdentityCredentials(deps)
}

class IdentityCredentials implements CredentialSource {
  readonly #deps: CredentialDeps
  readonly #cache = new Map<string, Cached>()

  constructor(deps: CredentialDeps) {
    this.#deps = deps
  }

  find(accessKeyId: string): Promise<Credential | undefined> | Credential | undefined {
    const version = this.#deps.state.versionAtHand
    const cached = this.#cache.get(accessKeyId)
    if (version !== undefined && cached?.version === version) return cached.credential
    return this.#find(accessKeyId)
  }

  async #find(accessKeyId: string): Promise<Credential | undefined> {
    const { state } = this.#deps
    // Asked before anything is read: what is read later may be newer, never older.
    const version = await state.version()
    const cached = this.#cache.get(accessKeyId)
    if (cached?.version === version) return cached.credential
    if (cached !== undefined && (await state.unchanged(cached.seen))) {
      this.#remember(accessKeyId, { ...cached, version })
      return cached.credential
    }
    const tracker = new Tracker(state)
    const credential = await this.#make(accessKeyId, tracker)
    if (credential === undefined) this.#cache.delete(accessKeyId)
    else this.#remember(accessKeyId, { version, credential, seen: tracker.seen })
    return credential
  }

  #make(accessKeyId: string, tracker: Tracker): Promise<Credential | undefined> {
    return accessKeyId.startsWith('ASIA')
      ? this.#session(accessKeyId, tracker)
      : this.#longTerm(accessKeyId, tracker)
  }

  async #longTerm(id: string, tracker: Tracker): Promise<Credential | undefined> {
    const key = await tracker.read(rows.accessKey(id))
    if (key?.active !== true) return undefined
    const { account } = key
    const secretAccessKey = new Secret(key.secret)
    const scp = await this.#scpOf(account, tracker)
    if (key.user === undefined) {
      return {
        caller: rootCaller(account, id, scp === undefined ? {} : { scp }),
        secretAccessKey,
      }
    }
    const user = await tracker.read(rows.user(account, key.user.name))
    if (user?.id !== key.user.id) return undefined
    const deps = { reader: tracker, documents: this.#deps.documents, scp }
    return { caller: await userCaller(deps, account, user, id), secretAccessKey }
  }

  async #session(id: string, tracker: Tracker): Promise<Credential | undefined> {
    const session = await tracker.read(rows.session(id))
    if (session === undefined) return undefined
    const scp = await this.#scpOf(session.account, tracker)
    const deps = { reader: tracker, documents: this.#deps.documents, scp }
    const caller = await sessionCaller(deps, id, session)
    if (caller === undefined) return undefined
    return {
      caller,
      secretAccessKey: new Secret(session.secret),
      sessionToken: new Secret(session.token),
      expiresAt: session.expiresAt,
    }
  }

  async #scpOf(account: string, tracker: Tracker) {
    return (await this.#deps.controls.seenBy(tracker, account)).scp
  }

  #remember(id: string, cached: Cached): void {
    this.#cache.delete(id)
    this.#cache.set(id, cached)
    if (this.#cache.size <= limits.cachedCredentials) return
    for (const oldest of this.#cache.keys()) {
      this.#cache.delete(oldest)
      return
    }
  }
}
