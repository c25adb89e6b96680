import { rotateMasterKey, type MasterKeyProvider } from '../../../security/keys/index.ts'
import {
  loadConfig,
  nextEnvironment,
  presentEnvironment,
  readEnvironment,
  type Config,
} from '../../config/index.ts'
import { configurationError } from '../../exit.ts'
import { providerOf } from '../../master-key-provider.ts'
import { keyringLock } from '../../stores.ts'
import type { Surroundings } from '../../surroundings.ts'
import { prepare } from '../prepare.ts'
import { print, withHome } from './opened.ts'

export async function rotateMaster(options: Record<string, unknown>): Promise<void> {
  const all = readEnvironment()
  const env = nextEnvironment(all)
  const { config, secrets, surroundings } = await prepare(options, presentEnvironment(all))
  const from = await providerOf(config, secrets, surroundings)
  const to = (await nextProvider(env, config, surroundings)) ?? from
  const same = to === from || to.description === from.description
  if (same && to.rotate === undefined && Object.keys(env).length === 0) {
    throw configurationError(
      `Only you can give another ${from.description.replace(/ from .*/, '')}: set STRONGROOM_NEXT_MASTER_KEY, STRONGROOM_NEXT_MASTER_PASSPHRASE or another provider's STRONGROOM_NEXT_… variables`,
    )
  }
  // A provider that makes its own next key does so, however it was named.
  const chosen = same && from.rotate !== undefined ? from : to
  await withHome(config, (home) =>
    keyringLock(config)(() => rotateMasterKey({ home, from, to: chosen })),
  )
  const result = { guardedBy: chosen.description, before: from.description }
  print(options, result, [
    `Rotated. The keyring is guarded by: ${chosen.description}`,
    ...(chosen === from
      ? []
      : [
          `It was guarded by: ${from.description}`,
          'Give the new one at the next start. The old one opens older copies of the keyring only.',
        ]),
  ])
}

/** The provider that STRONGROOM_NEXT_… variables choose; undefined where there are none. */
async function nextProvider(
  env: Readonly<Record<string, string>>,
  config: Config,
  surroundings: Surroundings,
): Promise<MasterKeyProvider | undefined> {
  if (Object.keys(env).length === 0) return undefined
  const next = await loadConfig({
    flags: { dataDir: config.dataDir, keysDir: config.keysDir, region: config.region },
    env,
  })
  const [warning] = next.warnings
  if (warning !== undefined)
    throw configurationError(warning.replace('STRONGROOM_', 'STRONGROOM_NEXT_'))
  return providerOf(next.config, next.secrets, surroundings)
}
