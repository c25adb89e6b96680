import {
  ephemeralKeyring,
  keyringFile,
  keyringRow,
  openKeyring,
} from '../../../security/keys/index.ts'
import type { Keyring, KeyringHome } from '../../../security/keys/index.ts'
import type { Kms } from '../../../security/kms/index.ts'
import { StorageError, type KvStore } from '../../../storage/kv.ts'
import type { Config } from '../../config/index.ts'
import { configurationError } from '../../exit.ts'
import { openKmsState } from '../../kms.ts'
import { providerOf } from '../../master-key-provider.ts'
import { openPostgresStore, openStoreToRead } from '../../stores.ts'
import { prepare, type Prepared } from '../prepare.ts'

/** What the commands read, beside a running server too. */
export interface OpenedKeys extends Prepared {
  readonly keyring: Keyring
  readonly place: string
  readonly guardedBy: string
  readonly store: KvStore
  readonly kms: Kms
}

/** Opens keyring and store for `use`, which only reads, and closes them. */
export async function withKeys(
  options: Record<string, unknown>,
  use: (opened: OpenedKeys) => Promise<void>,
): Promise<void> {
  const prepared = await prepare(options)
  const { config, secrets, surroundings } = prepared
  const provider = await providerOf(config, secrets, surroundings)
  await withHome(config, async (home, shared) => {
    await requireKeyring(home)
    const keyring = await openKeyring({ home, provider, ...surroundings })
    const store = shared ?? (await openStoreToRead(config, keyring.pageKey))
    try {
      const kms = openKmsState(config, store, keyring, surroundings)
      const { place } = home
      await use({ ...prepared, keyring, place, guardedBy: provider.description, store, kms })
    } finally {
      if (shared === undefined) await store.close()
    }
  })
}

/** Hands on where the keyring is, with the shared database that holds it, if one does. */
export async function withHome(
  config: Config,
  use: (home: KeyringHome, shared: KvStore | undefined) => Promise<void>,
): Promise<void> {
  switch (config.store.kind) {
    case 'memory':
      await requireKeyring(ephemeralKeyring())
      return
    case 'sqlite':
      await use(keyringFile(config.dataDir), undefined)
      return
    case 'postgres': {
      const store = await openPostgresStore(config.store.url)
      try {
        await use(keyringRow(store), store)
      } finally {
        await store.close()
      }
    }
  }
}

async function requireKeyring(home: KeyringHome): Promise<void> {
  if (home.place === 'memory') {
    throw configurationError('keys in memory end with their process; choose another --store')
  }
  if ((await home.read()) !== undefined) return
  throw new StorageError(
    'io',
    `There is no keyring in ${home.place}; name the place of the data by --data-dir, or run: strongroom init`,
  )
}

/** Prints a result for people or for programs. */
export function print(options: Record<string, unknown>, result: object, lines: string[]): void {
  const json = options['json'] === true
  process.stdout.write(`${json ? JSON.stringify(result, undefined, 2) : lines.join('\n')}\n`)
}
