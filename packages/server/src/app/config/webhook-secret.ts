import { Secret } from '../../base/index.ts'
import { readPrivateFile } from '../../security/keys/index.ts'
import { configurationError } from '../exit.ts'
import type { Environment } from './env.ts'

const secretVariable = 'STRONGROOM_ALERT_WEBHOOK_SECRET'
const fileVariable = 'STRONGROOM_ALERT_WEBHOOK_SECRET_FILE'
const leastBytes = 16

export const webhookVariables: Readonly<Record<string, string>> = {
  [secretVariable]: 'what alerts to --alert-webhook are signed with',
  [fileVariable]: 'a file that holds it',
}

/** Undefined: none is set. Throws StartError. */
export async function readWebhookSecret(env: Environment): Promise<Secret | undefined> {
  const [given, file] = [env[secretVariable], env[fileVariable]]
  if (given && file) {
    throw configurationError(`${secretVariable} and ${fileVariable} are both set; unset one`)
  }
  if (given) return checked(Buffer.from(given), secretVariable)
  if (!file) return undefined
  const bytes = await readPrivateFile(file)
  if (bytes === undefined) {
    throw configurationError(`${fileVariable} names ${file}, which cannot be read`)
  }
  // The line end that every editor adds is not a part of the secret.
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? -2 : -1) : bytes.length
  return checked(bytes.subarray(0, end), fileVariable)
}

function checked(bytes: Buffer, variable: string): Secret {
  if (bytes.length >= leastBytes) return new Secret(bytes)
  throw configurationError(
    `${variable} gives a secret of fewer than ${String(leastBytes)} bytes; make one with: openssl rand -base64 30`,
  )
}
