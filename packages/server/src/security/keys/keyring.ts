import { Secret, type Clock, type Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import type { SealContext } from './context.ts'
import type { KeyringHome } from './keyring-home.ts'
import {
  damagedKeyring,
  formatKeyring,
  keyNames,
  keyringDigest,
  parseKeyring,
  type KeyName,
  type KeyringRecord,
} from './keyring-format.ts'
import type { MasterKey, MasterKeyParameters, MasterKeyProvider } from './master-key.ts'
import { keyBytes } from './seal.ts'

/** The long-term secret of the account's root. */
export interface RootCredential {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
}

/** The opened keyring: what one master key guards. Each key has 32 bytes and one use. */
export interface Keyring {
  readonly id: string
  /** ISO 8601. */
  readonly createdAt: string
  /** What the keyring tells of its master key. */
  readonly masterKey: MasterKeyParameters
  /** Encrypts the pages of the embedded store. */
  readonly pageKey: Secret
  /** Wraps the data keys of tables; see createServiceKey. */
  readonly serviceKey: Secret
  /** Seals the rows of the catalogue. */
  readonly systemKey: Secret
  /** Undefined until credentials have been put into the keyring. */
  readonly rootCredential: RootCredential | undefined
  /** Whether this call made the keyring. */
  readonly created: boolean
  /** Seals other root credentials into the keyring, durably. The opened keyring itself stays as it is. */
  replaceRootCredential(credential: RootCredential): Promise<void>
}

export interface OpenKeyringOptions {
  readonly home: KeyringHome
  readonly provider: MasterKeyProvider
  readonly random: Random
  readonly clock: Clock
  /** Goes into a keyring that this call makes. */
  readonly initialRootCredential?: () => Promise<RootCredential | undefined>
}

/**
 * Opens the keyring with the master key, or makes one where there is neither keyring nor data.
 * Rejects with a StorageError of one line: `wrong-key`, `damaged`, `newer-version` or `io`, or with a
 * ProviderAwayError.
 */
export async function openKeyring(options: OpenKeyringOptions): Promise<Keyring> {
  const stored = await options.home.read()
  if (stored !== undefined) return openPresent(options, stored)
  if (await options.home.holdsData()) {
    throw new StorageError(
      'damaged',
      `There is data but no keyring in ${options.home.place}; restore the keyring from a backup, or choose an empty place for a new database`,
    )
  }
  const masterKey = await options.provider.create()
  const record = await newRecord(options, masterKey)
  const created = await options.home.create(await serialize(record, masterKey))
  // Read back either way: what counts is what the disk holds, and another process may have won.
  const written = await options.home.read()
  if (written === undefined) throw damagedKeyring(options.home.place)
  return openStored(options, written, created)
}

/** Opens a keyring that exists; once more when its master key was rotated between two reads. */
async function openPresent(options: OpenKeyringOptions, stored: Buffer): Promise<Keyring> {
  try {
    return await openStored(options, stored, false)
  } catch (error) {
    const now = await options.home.read()
    if (now === undefined || now.equals(stored)) throw error
    return openStored(options, now, false)
  }
}

async function openStored(
  options: Pick<OpenKeyringOptions, 'home' | 'provider'>,
  bytes: Buffer,
  created: boolean,
): Promise<Keyring> {
  const { home } = options
  const { record, masterKey, keys, rootCredential } = await unwrapStored(options, bytes)
  let present = { record, bytes }
  return {
    id: record.id,
    createdAt: record.createdAt,
    masterKey: record.masterKey,
    ...keys,
    rootCredential,
    created,
    async replaceRootCredential(credential) {
      const changed = await withRootCredential(present.record, masterKey, credential)
      const next = await serialize(changed, masterKey)
      await home.replace(next, present.bytes)
      present = { record: changed, bytes: next }
    },
  }
}

export interface RotateMasterKeyOptions {
  readonly home: KeyringHome
  /** What guards the keyring now. */
  readonly from: MasterKeyProvider
  /** What is to guard it: the same, which must be able to rotate, or another. */
  readonly to: MasterKeyProvider
}

/**
 * Wraps what the keyring holds by another master key. The keys themselves stay, so that servers which
 * run are not disturbed; what the old master key wraps is gone from the keyring, not from copies of
 * it. The caller sees to it that only one process rotates at a time. Killed at any point, the keyring
 * opens with the provider of before or of after.
 */
export async function rotateMasterKey({ home, from, to }: RotateMasterKeyOptions): Promise<void> {
  const stored = await home.read()
  if (stored === undefined) {
    throw new StorageError('damaged', `There is no keyring in ${home.place}; run: strongroom init`)
  }
  const { record, keys, rootCredential } = await unwrapStored({ home, provider: from }, stored)
  const same = to === from && to.rotate !== undefined
  const next = same
    ? await to.rotate(record.masterKey)
    : { key: await to.create(), settle: () => Promise.resolve() }
  const { integrity } = parseKeyring(stored, home.place)
  if ((await next.key.unwrap(integrity, integrityContext(record.id))) !== undefined) {
    throw new StorageError(
      'wrong-key',
      `The ${to.description} guards the keyring already; give another one to rotate to`,
    )
  }
  const wrapped = await wrapKeys(record.id, next.key, (name) => keys[name])
  const { rootCredential: _, ...rest } = record
  const bare = { ...rest, masterKey: next.key.parameters, keys: wrapped }
  const changed =
    rootCredential === undefined ? bare : await withRootCredential(bare, next.key, rootCredential)
  const bytes = await serialize(changed, next.key)
  // What cannot be opened again must not take the place of what can.
  await unwrapStored({ home, provider: { ...to, open: () => Promise.resolve(next.key) } }, bytes)
  await home.replace(bytes, stored)
  await next.settle()
}

interface StoredKeyring {
  readonly record: KeyringRecord
  readonly masterKey: MasterKey
  readonly keys: Readonly<Record<KeyName, Secret>>
  readonly rootCredential: RootCredential | undefined
}

async function unwrapStored(
  { home, provider }: Pick<OpenKeyringOptions, 'home' | 'provider'>,
  bytes: Buffer,
): Promise<StoredKeyring> {
  const { record, integrity } = parseKeyring(bytes, home.place)
  const masterKey = await provider.open(record.masterKey)
  const digest = await masterKey.unwrap(integrity, integrityContext(record.id))
  const secrets = await unwrapAll(record, masterKey)
  if (secrets.opened === 0 && digest === undefined) {
    throw new StorageError(
      'wrong-key',
      `The master key does not open the keyring in ${home.place}; the key in use is the ${provider.description}: give the one that this database was created with`,
    )
  }
  const { rootCredential } = secrets
  const { pageKey, serviceKey, systemKey } = secrets.keys
  if (
    digest?.equals(keyringDigest(record)) !== true ||
    pageKey === undefined ||
    serviceKey === undefined ||
    systemKey === undefined ||
    (record.rootCredential === undefined) !== (rootCredential === undefined)
  ) {
    throw damagedKeyring(home.place)
  }
  return { record, masterKey, keys: { pageKey, serviceKey, systemKey }, rootCredential }
}

interface Unwrapped {
  readonly keys: Partial<Record<KeyName, Secret>>
  readonly rootCredential: RootCredential | undefined
  /** How many wraps opened: none at all means another master key, some mean damage. */
  readonly opened: number
}

async function unwrapAll(record: KeyringRecord, masterKey: MasterKey): Promise<Unwrapped> {
  const keys: Partial<Record<KeyName, Secret>> = {}
  let opened = 0
  for (const name of keyNames) {
    const bytes = await masterKey.unwrap(record.keys[name], keyContext(record.id, name))
    if (bytes?.length !== keyBytes) continue
    keys[name] = new Secret(bytes)
    opened++
  }
  if (record.rootCredential === undefined) return { keys, opened, rootCredential: undefined }
  const { accessKeyId, secretAccessKey } = record.rootCredential
  const secret = await masterKey.unwrap(secretAccessKey, rootContext(record.id, accessKeyId))
  if (secret === undefined) return { keys, opened, rootCredential: undefined }
  const rootCredential = { accessKeyId, secretAccessKey: new Secret(secret) }
  return { keys, opened: opened + 1, rootCredential }
}

async function newRecord(
  options: OpenKeyringOptions,
  masterKey: MasterKey,
): Promise<KeyringRecord> {
  const { random, clock } = options
  const id = random.uuid()
  const record: KeyringRecord = {
    id,
    createdAt: new Date(clock.now()).toISOString(),
    masterKey: masterKey.parameters,
    keys: await wrapKeys(id, masterKey, () => new Secret(random.bytes(keyBytes))),
  }
  const credential = await options.initialRootCredential?.()
  return credential === undefined ? record : withRootCredential(record, masterKey, credential)
}

/** Each key wrapped for its use, and erased. */
async function wrapKeys(
  id: string,
  masterKey: MasterKey,
  keyOf: (name: KeyName) => Secret,
): Promise<Record<KeyName, Buffer>> {
  const wrap = async (name: KeyName): Promise<Buffer> => {
    const key = keyOf(name)
    const wrapped = await masterKey.wrap(key.reveal(), keyContext(id, name))
    key.erase()
    return wrapped
  }
  return {
    pageKey: await wrap('pageKey'),
    serviceKey: await wrap('serviceKey'),
    systemKey: await wrap('systemKey'),
  }
}

async function withRootCredential(
  record: KeyringRecord,
  masterKey: MasterKey,
  credential: RootCredential,
): Promise<KeyringRecord> {
  const { accessKeyId } = credential
  const secretAccessKey = await masterKey.wrap(
    credential.secretAccessKey.reveal(),
    rootContext(record.id, accessKeyId),
  )
  return { ...record, rootCredential: { accessKeyId, secretAccessKey } }
}

async function serialize(record: KeyringRecord, masterKey: MasterKey): Promise<Buffer> {
  const integrity = await masterKey.wrap(keyringDigest(record), integrityContext(record.id))
  return formatKeyring(record, integrity)
}

function keyContext(keyring: string, key: KeyName): SealContext {
  return { keyring, purpose: 'key', key }
}

function rootContext(keyring: string, accessKeyId: string): SealContext {
  return { keyring, purpose: 'root-credential', accessKeyId }
}

function integrityContext(keyring: string): SealContext {
  return { keyring, purpose: 'integrity' }
}
