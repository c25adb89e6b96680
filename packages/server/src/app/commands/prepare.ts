import { systemClock, systemRandom } from '../../base/index.ts'
import {
  forgetSecretVariables,
  loadConfig,
  readEnvironment,
  type Config,
  type Environment,
  type Secrets,
} from '../config/index.ts'
import { openLogger } from '../log.ts'
import type { Surroundings } from '../surroundings.ts'
import { givenFlags } from './settings-options.ts'

export interface Prepared {
  readonly config: Config
  readonly secrets: Secrets
  readonly surroundings: Surroundings
}

/**
 * What every command that opens the data does first: configuration, secrets, log. `env`: without
 * what the command itself reads of it.
 */
export async function prepare(
  options: Record<string, unknown>,
  env: Environment = readEnvironment(),
): Promise<Prepared> {
  const { flags, file } = givenFlags(options)
  const { config, secrets, warnings } = await loadConfig({ flags, file, env })
  forgetSecretVariables()
  const logger = await openLogger({ format: config.logFormat, level: config.logLevel })
  for (const warning of warnings) logger.warn(warning)
  return { config, secrets, surroundings: { clock: systemClock, random: systemRandom, logger } }
}
