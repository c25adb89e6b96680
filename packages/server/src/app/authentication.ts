import type { Clock } from '../base/index.ts'
import { authenticationFailed } from '../errors/index.ts'
import type { Authenticator } from '../front/index.ts'
import type { CredentialSource } from '../security/credentials/index.ts'
import { readSignature, SigningKeyCache, verifySignature } from '../security/sigv4/index.ts'

/** Derived signing keys that are kept: one for each access key in use and day. */
const cachedSigningKeys = 10_000
/** By how many seconds DynamoDB lets the client's clock differ. */
const skewSeconds = 900

/** The front's port for authentication, filled by Signature Version 4 over the credentials. */
export function createAuthenticator(credentials: CredentialSource, clock: Clock): Authenticator {
  const keys = new SigningKeyCache(cachedSigningKeys)
  return {
    async authenticate(request, { region, service }) {
      const signed = {
        method: request.method,
        target: request.url,
        rawHeaders: request.rawHeaders,
        body: request.body,
      }
      const read = readSignature(signed, { region, service, now: clock.now(), skewSeconds })
      if (!read.ok) throw authenticationFailed(read.refusal)
      const credential = await credentials.find(read.parsed.accessKeyId)
      const verified = verifySignature(read.parsed, credential, signed, { now: clock.now(), keys })
      if (!verified.ok) throw authenticationFailed(verified.refusal)
      return verified.credential.caller
    },
  }
}
