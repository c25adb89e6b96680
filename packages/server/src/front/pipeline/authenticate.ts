import { limits, type Clock } from '../../base/index.ts'
import { authenticationFailed } from '../../errors/index.ts'
import type { Caller, CredentialSource } from '../../security/credentials/index.ts'
import { readSignature, SigningKeyCache, verifySignature } from '../../security/sigv4/index.ts'
import type { HttpRequest } from '../http/index.ts'
import type { Authenticator, SigningScope } from '../ports.ts'

/** Seconds by which a client's clock may differ: DynamoDB's, and that of the other services. */
const dynamodbSkewSeconds = 900
const skewSeconds = 300

/** Authentication by Signature Version 4, against the credentials of one source. */
export function signatureAuthenticator(credentials: CredentialSource, clock: Clock): Authenticator {
  return new SignatureAuthenticator(credentials, clock)
}

class SignatureAuthenticator implements Authenticator {
  readonly #credentials: CredentialSource
  readonly #clock: Clock
  readonly #keys = new SigningKeyCache(limits.signingKeys)

  constructor(credentials: CredentialSource, clock: Clock) {
    this.#credentials = credentials
    this.#clock = clock
  }

  async authenticate(request: HttpRequest, scope: SigningScope): Promise<Caller> {
    const { service } = scope
    const now = this.#clock.now()
    const signed = {
      method: request.method,
      target: request.url,
      rawHeaders: request.rawHeaders,
      body: request.body,
    }
    const read = readSignature(signed, {
      region: scope.region,
      alsoRegion: scope.alsoRegion,
      service,
      now,
      skewSeconds: service === 'dynamodb' ? dynamodbSkewSeconds : skewSeconds,
    })
    if (!read.ok) throw authenticationFailed(read.refusal)
    const found = this.#credentials.find(read.parsed.accessKeyId)
    const credential = found instanceof Promise ? await found : found
    const verified = verifySignature(read.parsed, credential, signed, { now, keys: this.#keys })
    if (!verified.ok) throw authenticationFailed(verified.refusal)
    return verified.credential.caller
  }
}
