import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { limits, type Clock } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { fingerprintOf, publicKeyDer, type DigestSigner } from '../trail-files/index.ts'
import { commitIf, endOf, keys, type DeliveryRows } from './rows.ts'

const generate = promisify(generateKeyPair)

/** A key that digests are signed with, or were. */
export interface DigestKey {
  /** DER of the RSAPublicKey of PKCS #1. */
  readonly publicKey: Buffer
  readonly fingerprint: string
  /** Milliseconds. */
  readonly validFrom: number
  readonly validTo: number
}

interface SigningRow {
  /** PKCS #8, base64. */
  readonly privateKey: string
  readonly fingerprint: string
  readonly validTo: number
}

interface PublicRow {
  readonly publicKey: string
  readonly fingerprint: string
  readonly validFrom: number
  readonly validTo: number
}

/** The keys of digests. A private key is kept as long as it signs; public ones are kept for ever. */
export class SigningKeys {
  readonly #store: KvStore
  readonly #rows: DeliveryRows
  readonly #clock: Clock
  #known: { fingerprint: string; privateKey: KeyObject; validTo: number } | undefined

  constructor(store: KvStore, rows: DeliveryRows, clock: Clock) {
    this.#store = store
    this.#rows = rows
    this.#clock = clock
  }

  /** The key that signs now, made if there is none or its time is over. */
  async signer(): Promise<DigestSigner> {
    for (;;) {
      const now = this.#clock.now()
      if (this.#known !== undefined && now < this.#known.validTo) return this.#known
      const entry = await this.#store.get(keys.signing)
      const row = entry && this.#rows.openJson<SigningRow>(entry)
      if (row === undefined || now >= row.validTo) {
        await this.#make(now, entry?.version ?? 'absent')
        continue
      }
      const { fingerprint, validTo } = row
      const der = Buffer.from(row.privateKey, 'base64')
      const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
      der.fill(0)
      this.#known = { fingerprint, validTo, privateKey }
    }
  }

  /** The keys that may have signed between two moments, in milliseconds. */
  async publicKeys(from: number, to: number): Promise<DigestKey[]> {
    const entries = await this.#store.range({
      start: keys.publicKeys,
      end: endOf(keys.publicKeys),
      limit: limits.auditPublicKeys,
    })
    return entries
      .map((entry) => this.#rows.openJson<PublicRow>(entry))
      .filter(({ validFrom, validTo }) => validFrom <= to && validTo >= from)
      .map((row) => ({ ...row, publicKey: Buffer.from(row.publicKey, 'base64') }))
      .toSorted((a, b) => a.validFrom - b.validFrom)
  }

  async #make(now: number, version: number | 'absent'): Promise<void> {
    const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 })
    const der = publicKeyDer(publicKey)
    const fingerprint = fingerprintOf(der)
    const validTo = now + limits.auditKeyMs
    const signing: SigningRow = {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      fingerprint,
      validTo,
    }
    const shown: PublicRow = {
      publicKey: der.toString('base64'),
      fingerprint,
      validFrom: now,
      validTo,
    }
    await commitIf(
      this.#store,
      [{ key: keys.signing, version }],
      [this.#rows.json(keys.signing, signing), this.#rows.json(keys.publicKey(fingerprint), shown)],
    )
  }
}
