import { HmacSha256, type Secret } from '../../base/index.ts'

interface Entry {
  readonly accessKeyId: string
  readonly scope: string
  readonly secret: Secret
  readonly key: HmacSha256
}

/**
 * Derived signing keys of the credentials in use, least recently used first out. A derived key is
 * good for one access key, day, region and service, and is as secret as what it derives from: the
 * cache is the only place that keeps it.
 */
export class SigningKeyCache {
  readonly #capacity: number
  readonly #entries = new Map<string, Entry>()
  /** The youngest entry: consecutive requests by one credential need no look-up. */
  #latest: Entry | undefined

  /** `capacity`: keys to hold, at least one. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#entries.size
  }

  /**
   * The signing key for a scope, `yyyymmdd/region/service/aws4_request`. An entry made from another
   * secret under the same id is replaced, so that a re-created access key never meets an old key.
   */
  signingKey(accessKeyId: string, scope: string, secret: Secret): HmacSha256 {
    const latest = this.#latest
    if (
      latest?.accessKeyId === accessKeyId &&
      latest.scope === scope &&
      latest.secret.equals(secret)
    ) {
      return latest.key
    }
    const id = `${accessKeyId}/${scope}`
    const known = this.#entries.get(id)
    const entry =
      known?.secret.equals(secret) === true
        ? known
        : { accessKeyId, scope, secret, key: new HmacSha256(deriveSigningKey(secret, scope)) }
    // Removed and set again, an entry is the youngest in the map's order of insertion.
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    this.#latest = entry
    if (this.#entries.size > this.#capacity) this.#dropOldest()
    return entry.key
  }

  #dropOldest(): void {
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }
}

/** The chain of HMACs from the secret through date, region and service to the terminator. */
export function deriveSigningKey(secret: Secret, scope: string): Buffer {
  const start = Buffer.concat([Buffer.from('AWS4'), secret.reveal()])
  let key: Buffer = start
  for (const part of scope.split('/')) {
    key = new HmacSha256(key).digest([Buffer.from(part, 'latin1')])
  }
  start.fill(0)
  return key
}
