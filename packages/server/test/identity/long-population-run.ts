import { parseArgs } from 'node:util'
import { loadConfig } from '../../src/app/config/index.ts'
import { openFoundation } from '../../src/app/foundation.ts'
import { openIdentityState } from '../../src/app/identity.ts'
import { silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import { addReader, populate } from './population.ts'

/**
 * Fills the data of a server that does not run: a user who may read one table, and `--each` users, roles and
 * policies beside. The root credentials and the key of the user come by environment.
 */
const text = { type: 'string', default: '' } as const
const { values } = parseArgs({
  options: { 'data-dir': text, 'keys-dir': text, table: text, each: text },
})
const env = process.env
const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger }
const { config, secrets } = await loadConfig({
  flags: { dataDir: values['data-dir'], keysDir: values['keys-dir'] },
  env: {
    STRONGROOM_ROOT_ACCESS_KEY_ID: env['STRONGROOM_ROOT_ACCESS_KEY_ID'],
    STRONGROOM_ROOT_SECRET_ACCESS_KEY: env['STRONGROOM_ROOT_SECRET_ACCESS_KEY'],
  },
})
const { store, keyring } = await openFoundation(config, secrets, surroundings)
try {
  const { systemKey } = keyring
  const state = openIdentityState({ store, systemKey, random: systemRandom, shared: false })
  await addReader(state, config.accountId, values.table, {
    accessKeyId: env['READER_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['READER_SECRET_ACCESS_KEY'] ?? '',
  })
  await populate(state, config.accountId, Number(values.each))
} finally {
  await store.close()
}
