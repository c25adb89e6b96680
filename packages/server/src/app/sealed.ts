import { limits, Secret } from '../base/index.ts'
import {
  awsJson10,
  awsJson11,
  awsQuery,
  createSealedHandler,
  decodeInput,
  decodeJson11Input,
} from '../front/index.ts'
import { wireTable as ec2Wire } from '../generated/ec2/index.ts'
import { wireTable as iamWire } from '../generated/iam/index.ts'
import { wireTable as stsWire } from '../generated/sts/index.ts'
import { ProviderAwayError } from '../security/keys/index.ts'
import type { Config, Secrets } from './config/index.ts'
import { openFoundation, openIdentity, type Foundation } from './foundation.ts'
import { openListeners, type Listeners } from './listeners.ts'
import type { Surroundings } from './surroundings.ts'

/** How long answers under way may take when the seal opens; none takes any time. */
const drainMs = 1000

export interface Unsealed {
  readonly foundation: Foundation
  /** The settings, with the ports on which the server was sealed. */
  readonly config: Config
}

/**
 * The foundation. While the provider of the master key is away the server is sealed: it listens, refuses
 * every request as an outage, and asks again until the provider answers. No other provider is asked.
 * Undefined when `ended` resolves first.
 */
export async function openWhenUnsealed(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings,
  ended: Promise<unknown>,
): Promise<Unsealed | undefined> {
  try {
    return { foundation: await openFoundation(config, secrets, surroundings), config }
  } catch (error) {
    if (!(error instanceof ProviderAwayError)) throw error
    const listeners = await listenSealed(config, surroundings)
    try {
      const foundation = await waitForProvider(listeners, secrets, surroundings, ended, error)
      return foundation && { foundation, config: listeners.config }
    } finally {
      await listeners.drain(drainMs)
    }
  }
}

async function waitForProvider(
  { config, endpoint, httpEndpoint }: Listeners,
  secrets: Secrets,
  surroundings: Surroundings,
  ended: Promise<unknown>,
  first: ProviderAwayError,
): Promise<Foundation | undefined> {
  const { clock, logger } = surroundings
  const over = ended.then(() => true)
  let reason: string | undefined
  let away = first
  for (let wait: number = limits.sealedRetryMs; ; wait = longer(wait)) {
    if (away.message !== reason) {
      reason = away.message
      logger.warn('sealed: every request is answered by 503 until the master key is at hand', {
        reason,
        endpoint,
        httpEndpoint,
      })
    }
    const next = new Promise<false>((resolve) => {
      clock.after(wait, () => {
        resolve(false)
      })
    })
    if (await Promise.race([over, next])) return undefined
    try {
      const foundation = await openFoundation(config, secrets, surroundings)
      logger.info('unsealed: the master key is at hand', { masterKey: foundation.guardedBy })
      return foundation
    } catch (error) {
      if (!(error instanceof ProviderAwayError)) throw error
      away = error
    }
  }
}

function longer(wait: number): number {
  return Math.min(2 * wait, limits.sealedLongestRetryMs)
}

async function listenSealed(config: Config, surroundings: Surroundings): Promise<Listeners> {
  const { certificate, key } = await openIdentity(config, surroundings)
  const query = (signingName: string, wire: typeof iamWire) => ({
    service: { signingName, operations: new Map() },
    wire,
    decodeInput,
  })
  const handler = createSealedHandler({
    codecs: [
      awsJson10([], decodeInput),
      awsJson11([], decodeJson11Input),
      awsQuery([query('iam', iamWire), query('sts', stsWire), query('ec2', ec2Wire)]),
    ],
    random: surroundings.random,
  })
  const tls = { certificate, key: new Secret(key.reveal()) }
  return openListeners(config, { ...surroundings, tls, handler })
}
