import type { Clock, Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import { signRequest, type ClientCredential } from '../sigv4/index.ts'
import type { SealContext } from './context.ts'
import type { MasterKeyProvider } from './master-key.ts'
import { postJson, shownReason, type JsonAnswer } from './post-json.ts'
import { ProviderAwayError } from './provider-away.ts'
import { remoteMasterKey } from './remote-master-key.ts'

export interface ExternalKmsOptions {
  readonly endpoint: URL
  readonly region: string
  /** Key id, ARN or alias. */
  readonly key: string
  /** PEM. */
  readonly ca: string | undefined
  /** Asked at every request, since credentials may be renewed. */
  readonly credential: () => Promise<ClientCredential>
}

/** Refusals of Decrypt that no time will change. */
const final = new Set(['IncorrectKeyException', 'InvalidCiphertextException'])

/** A master key under a symmetric key of another KMS that speaks the AWS API: AWS's, or another Strongroom's. */
export function masterKeyOfExternalKms(
  options: ExternalKmsOptions,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): MasterKeyProvider {
  const { endpoint, region, key, ca } = options

  async function call(operation: string, input: object): Promise<JsonAnswer> {
    const body = Buffer.from(JSON.stringify(input))
    const headers = signRequest(
      {
        method: 'POST',
        url: endpoint,
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `TrentService.${operation}`,
        },
        body,
      },
      { region, service: 'kms', credential: await options.credential(), now: clock.now() },
    )
    return postJson({ url: endpoint, headers, body, ca }, clock)
  }

  const remedy = "check the key's state and policy, and the credentials"
  function refused({ status, body }: JsonAnswer, what: string): Error {
    const named = body?.['__type']
    const type = typeof named === 'string' ? named.replace(/^.*#/, '') : String(status)
    const reason = shownReason(body?.['message'] ?? body?.['Message'])
    const line = `The KMS at ${endpoint.origin} does not ${what} the master key (${shownReason(type)}: ${reason}); ${remedy}`
    return final.has(type) ? new StorageError('wrong-key', line) : new ProviderAwayError(line)
  }

  const remote = {
    guard: 'external-key' as const,
    description: `external KMS key ${key} at ${endpoint.origin}`,
    facts: { key },

    async encrypt(plaintext: Buffer, context: SealContext) {
      const answer = await call('Encrypt', {
        KeyId: key,
        Plaintext: plaintext.toString('base64'),
        EncryptionContext: context,
      })
      const blob = answer.body?.['CiphertextBlob']
      if (answer.status === 200 && typeof blob === 'string') return blob
      throw refused(answer, 'wrap')
    },

    async decrypt(ciphertext: string, context: SealContext) {
      const answer = await call('Decrypt', {
        KeyId: key,
        CiphertextBlob: ciphertext,
        EncryptionContext: context,
      })
      const plaintext = answer.body?.['Plaintext']
      if (answer.status === 200 && typeof plaintext === 'string') {
        return Buffer.from(plaintext, 'base64')
      }
      throw refused(answer, 'unwrap')
    },
  }
  return remoteMasterKey(remote, random)
}
