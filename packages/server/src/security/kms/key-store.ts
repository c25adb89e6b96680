import { limits, type Clock, type Logger, type Random } from '../../base/index.ts'
import { StorageError, type Write } from '../../storage/kv.ts'
import { currentMaterial, type AliasRecord, type KeyRecord, type Material } from './key-record.ts'
import { freshMaterial } from './material.ts'
import { grantRows } from './grant-rows.ts'
import type { GrantRecord } from './key-record.ts'
import { kind, rowKey, type KmsRows } from './rows.ts'
import type { Vault } from './vault.ts'

export interface KeyStoreDeps {
  readonly rows: KmsRows
  readonly vault: Vault
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** What a new key is made from; the store gives it its id and material. */
export type KeyDefinition = Omit<
  KeyRecord,
  'keyId' | 'createdAt' | 'state' | 'materials' | 'onDemandRotations'
>

const dayMs = 86_400_000
/** Between two looks for keys whose time has come. They are out of use from that time on in any case. */
const sweepMs = 3_600_000

/** The keys of all accounts. */
export class KeyStore {
  readonly #deps: KeyStoreDeps
  #cancel: (() => void) | undefined
  #sweeping: Promise<void> | undefined

  constructor(deps: KeyStoreDeps) {
    this.#deps = deps
  }

  /** Makes a key, with material unless that is to be imported. `also` adds rows to the same commit. */
  async create(
    definition: KeyDefinition,
    also: (key: KeyRecord) => Write[] = () => [],
  ): Promise<KeyRecord> {
    const { rows, vault, clock, random } = this.#deps
    const keyId = random.uuid()
    const createdAt = clock.now()
    await vault.prepare(keyId)
    const external = definition.origin === 'EXTERNAL'
    const made = external
      ? []
      : [await freshMaterial(vault, random, { ...definition, keyId }, { createdAt })]
    const key: KeyRecord = {
      ...definition,
      keyId,
      createdAt,
      state: external ? 'PendingImport' : 'Enabled',
      materials: made,
      onDemandRotations: 0,
    }
    const place = rowKey(kind.key, key.accountId, keyId)
    const more = also(key)
    const checks = [place, ...more.map((write) => write.key)]
    const created = await rows.commit(
      checks.map((each) => ({ key: each, version: 'absent' as const })),
      [rows.write(key.accountId, place, key), ...more],
    )
    if (created) return key
    await vault.destroy(keyId)
    throw new StorageError('io', 'A KMS key was made by two at a time')
  }

  /** The key as it is now: undefined from the moment at which its deletion is due. */
  async find(accountId: string, keyId: string): Promise<KeyRecord | undefined> {
    const row = await this.#deps.rows.get<KeyRecord>(accountId, rowKey(kind.key, accountId, keyId))
    return row && asOf(row.value, this.#deps.clock.now())
  }

  /**
   * Changes a key. `change` is pure, may be called more than once, and throws an ApiError to refuse;
   * what it returns unchanged is not written. Undefined when the key is gone.
   */
  change(
    accountId: string,
    keyId: string,
    change: (before: KeyRecord) => KeyRecord,
  ): Promise<KeyRecord | undefined> {
    const key = rowKey(kind.key, accountId, keyId)
    return this.#deps.rows.change<KeyRecord>(accountId, key, (before) => {
      const present = asOf(before, this.#deps.clock.now())
      return present === undefined ? before : change(present)
    })
  }

  /** Keys in the order of their ids, after the given one. */
  async list(accountId: string, after: string | undefined, limit: number): Promise<KeyRecord[]> {
    const prefix = rowKey(kind.key, accountId)
    const found = await this.#deps.rows.list<KeyRecord>(accountId, prefix, after, limit)
    const now = this.#deps.clock.now()
    return found.flatMap(({ value }) => asOf(value, now) ?? [])
  }

  /** The version that seals now, after an automatic rotation where one is due. */
  async sealing(key: KeyRecord): Promise<{ key: KeyRecord; material: Material | undefined }> {
    const { clock } = this.#deps
    const due = key.rotation !== undefined && key.rotation.nextAt <= clock.now()
    const present =
      due && key.state === 'Enabled' ? ((await this.rotate(key, 'AUTOMATIC')) ?? key) : key
    return { key: present, material: currentMaterial(present) }
  }

  /** Gives the key its next version, unless another did so meanwhile. */
  async rotate(
    key: KeyRecord,
    rotation: 'AUTOMATIC' | 'ON_DEMAND',
  ): Promise<KeyRecord | undefined> {
    const { vault, clock, random } = this.#deps
    const facts = { createdAt: clock.now(), rotation }
    const material = await freshMaterial(vault, random, key, facts)
    return this.change(key.accountId, key.keyId, (before) => {
      if (before.materials.length !== key.materials.length) return before
      const counted = before.onDemandRotations + (rotation === 'ON_DEMAND' ? 1 : 0)
      return {
        ...before,
        materials: [...before.materials, material],
        onDemandRotations: counted,
        ...(before.rotation && rotation === 'AUTOMATIC'
          ? { rotation: { ...before.rotation, nextAt: nextRotation(before.rotation, clock.now()) } }
          : {}),
      }
    })
  }

  /** Looks now, and then every hour, for keys whose deletion is due or whose imported material ended. */
  start(): void {
    const again = (): void => {
      this.#sweeping = this.sweep()
        .catch((error: unknown) => {
          this.#deps.logger.error('KMS keys whose deletion is due could not be removed', error)
        })
        .finally(() => {
          this.#sweeping = undefined
        })
      this.#cancel = this.#deps.clock.after(sweepMs, again)
    }
    again()
  }

  async stop(): Promise<void> {
    this.#cancel?.()
    await this.#sweeping
  }

  /** Removes what is due. Safe to run in several processes. */
  async sweep(): Promise<void> {
    const { rows, clock } = this.#deps
    for await (const { accountId, row } of rows.every<KeyRecord>(kind.key)) {
      const present = asOf(row.value, clock.now())
      if (present === undefined) await this.destroy(accountId, row.value.keyId)
      else if (present !== row.value) {
        await this.change(accountId, present.keyId, (key) => ({ ...key }))
      }
    }
  }

  /** Ends a key, its aliases and its grants. Its share goes first: then nothing brings it back. */
  async destroy(accountId: string, keyId: string): Promise<void> {
    const { rows, vault } = this.#deps
    await vault.destroy(keyId)
    for (;;) {
      const prefix = rowKey(kind.grant, accountId, keyId)
      const page = limits.kmsListed
      const grants = await rows.list<GrantRecord>(accountId, prefix, undefined, page)
      const keys = grants.flatMap(({ value }) => grantRows(value))
      if (keys.length === 0) break
      await rows.commit(
        [],
        keys.map((key) => ({ key, value: undefined })),
      )
    }
    const aliases: Buffer[] = []
    for await (const { row } of rows.every<AliasRecord>(kind.alias, accountId)) {
      if (row.value.keyId === keyId) aliases.push(row.key)
    }
    const gone = [rowKey(kind.key, accountId, keyId), ...aliases]
    await rows.commit(
      [],
      gone.map((key) => ({ key, value: undefined })),
    )
  }
}

/** The key at a time: what fell due is as if it had been done then. */
export function asOf(key: KeyRecord, now: number): KeyRecord | undefined {
  if (key.deletion !== undefined && key.deletion.at <= now) return undefined
  const ends = key.imported?.validTo
  if (ends === undefined || ends > now || currentMaterial(key) === undefined) return key
  return withoutMaterial(key)
}

/** The key after its imported material ended or was deleted. */
export function withoutMaterial(key: KeyRecord): KeyRecord {
  const { imported, ...rest } = key
  return {
    ...rest,
    ...(imported && { imported: {} }),
    state: key.state === 'PendingDeletion' ? key.state : 'PendingImport',
    materials: key.materials.map(({ wrapped: _, ...material }) => material),
  }
}

export function nextRotation(rotation: { readonly days: number }, from: number): number {
  return from + rotation.days * dayMs
}
