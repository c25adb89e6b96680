import { join } from 'node:path'
import { Secret, type Random } from '../base/index.ts'
import {
  ephemeralKeyring,
  keyringFile,
  keyringRow,
  localMasterKey,
  openKeyring,
  type Keyring,
  type KeyringHome,
  type MasterKeyProvider,
  type RootCredential,
} from '../security/keys/index.ts'
import type { KvStore } from '../storage/kv.ts'
import type { BucketCredentials, Config, Secrets } from './config/index.ts'
import { providerOf } from './master-key-provider.ts'
import { mintRootCredential, provideRootCredential, rootCredentialOf } from './root-credentials.ts'
import { keyringLock, openEmbeddedStore, openInMemoryStore, openPostgresStore } from './stores.ts'
import type { Surroundings } from './surroundings.ts'
import {
  makeEphemeralIdentity,
  openLocalIdentity,
  readGivenIdentity,
  serverNames,
  tlsFiles,
  type KeyPair,
} from './tls/index.ts'

/** What must exist before a server can: keys, identity, root credentials and the opened store. */
export interface Foundation {
  readonly identity: Identity
  readonly keyring: Keyring
  readonly rootCredential: RootCredential
  /** By which trails are put into buckets, where one is a target. */
  readonly auditBuckets: BucketCredentials | undefined
  /** What alerts to a webhook are signed with. */
  readonly webhookSecret: Secret | undefined
  /** Where the root credentials are, in words. */
  readonly credentialsOrigin: CredentialsOrigin
  /** One line that says what guards the keys. */
  readonly guardedBy: string
  /** The caller closes it. */
  readonly store: KvStore
}

export interface Identity extends KeyPair {
  /** The CA that clients have to trust, PEM; undefined where the operator gave the certificate. */
  readonly authority: string | undefined
}

export type CredentialsOrigin =
  | { readonly kind: 'environment' }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'memory' }

/** Path of the root credentials. */
export function credentialsFile(config: Config): string {
  return join(config.keysDir, 'root.credentials')
}

/**
 * Opens keys, identity and store, and makes what is not there yet. Rejects with a StartError, a
 * StorageError or a ProviderAwayError of one line; nothing is left open then.
 */
export async function openFoundation(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings,
): Promise<Foundation> {
  const { random } = surroundings
  const provider = await providerOf(config, secrets, surroundings)
  const credentials = {
    given: secrets.rootCredential,
    file: credentialsFile(config),
    accountId: config.accountId,
    random,
  }
  const identity = await openIdentity(config, surroundings)
  const { keyring, store } = await openKeyringAndStore(config, surroundings, provider, () =>
    provideRootCredential(credentials),
  )
  try {
    return {
      identity,
      keyring,
      store,
      webhookSecret: secrets.webhookSecret,
      rootCredential: await rootCredentialOf(keyring, credentials),
      auditBuckets: secrets.auditBuckets,
      credentialsOrigin:
        credentials.given === undefined
          ? { kind: 'file', file: credentials.file }
          : { kind: 'environment' },
      guardedBy:
        config.store.kind === 'memory'
          ? 'nothing but this process: data is in memory'
          : provider.description,
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A foundation that leaves no files: for tests. */
export async function makeEphemeralFoundation(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings,
): Promise<Foundation> {
  const { random, clock } = surroundings
  const rootCredential = secrets.rootCredential ?? mintRootCredential(config.accountId, random)
  return {
    identity: await makeEphemeralIdentity({ names: namesOf(config), clock, random }),
    keyring: await openKeyring({
      home: ephemeralKeyring(),
      provider: ephemeralProvider(random),
      random,
      clock,
      initialRootCredential: () => Promise.resolve(rootCredential),
    }),
    rootCredential,
    auditBuckets: secrets.auditBuckets,
    webhookSecret: secrets.webhookSecret,
    credentialsOrigin: { kind: 'memory' },
    guardedBy: 'nothing but this process: data is in memory',
    store: await openInMemoryStore(),
  }
}

function namesOf(config: Config): readonly string[] {
  return serverNames(config.host, config.tlsNames ?? [])
}

/** What the listeners show. The master key is not needed for it. */
export async function openIdentity(
  config: Config,
  { clock, random }: Surroundings,
): Promise<Identity> {
  if (config.tlsCert !== undefined && config.tlsKey !== undefined) {
    const given = await readGivenIdentity(config.tlsCert, config.tlsKey, clock)
    return { ...given, authority: undefined }
  }
  return openLocalIdentity({ directory: config.keysDir, names: namesOf(config), clock, random })
}

/** Where the CA is that clients have to trust, if it is the local one. */
export function authorityFile(config: Config): string | undefined {
  return config.tlsCert === undefined ? tlsFiles(config.keysDir).authority : undefined
}

function ephemeralProvider(random: Random): MasterKeyProvider {
  const key = localMasterKey(new Secret(random.bytes(32)), random)
  return {
    description: 'a key of this process',
    create: () => Promise.resolve(key),
    open: () => Promise.resolve(key),
  }
}

/**
 * The embedded store is encrypted by a key of the keyring, so the keyring comes first and lies beside
 * it. A shared database holds the keyring itself, so that each node needs nothing but the master key.
 */
async function openKeyringAndStore(
  config: Config,
  surroundings: Surroundings,
  provider: MasterKeyProvider,
  initialRootCredential: () => Promise<RootCredential | undefined>,
): Promise<{ keyring: Keyring; store: KvStore }> {
  const { clock, random } = surroundings
  const open = (home: KeyringHome, by: MasterKeyProvider): Promise<Keyring> =>
    openKeyring({ home, provider: by, clock, random, initialRootCredential })
  switch (config.store.kind) {
    case 'memory': {
      const keyring = await open(ephemeralKeyring(), ephemeralProvider(random))
      return { keyring, store: await openInMemoryStore() }
    }
    case 'sqlite': {
      const home = keyringFile(config.dataDir, keyringLock(config))
      const keyring = await open(home, provider)
      return { keyring, store: await openEmbeddedStore(config, keyring.pageKey, surroundings) }
    }
    case 'postgres': {
      const store = await openPostgresStore(config.store.url)
      try {
        return { keyring: await open(keyringRow(store), provider), store }
      } catch (error) {
        await store.close()
        throw error
      }
    }
  }
}
