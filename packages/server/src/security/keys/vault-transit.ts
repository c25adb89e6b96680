import type { Clock, Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import { canonicalContext, type SealContext } from './context.ts'
import type { MasterKeyProvider } from './master-key.ts'
import { postJson, shownReason, type JsonAnswer } from './post-json.ts'
import { ProviderAwayError } from './provider-away.ts'
import { remoteMasterKey } from './remote-master-key.ts'
import { currentSecret, type SecretSource } from './secret-source.ts'

/** How the server proves itself to Vault. */
export type VaultLogin =
  | { readonly kind: 'token'; readonly token: SecretSource }
  | { readonly kind: 'app-role'; readonly roleId: string; readonly secretId: SecretSource }

export interface VaultOptions {
  readonly address: URL
  /** Where the transit engine is mounted: `transit`. */
  readonly mount: string
  readonly key: string
  readonly namespace: string | undefined
  /** PEM. */
  readonly ca: string | undefined
  readonly login: VaultLogin
}

/** A master key under a key of the transit engine of HashiCorp Vault, or of what speaks its API. */
export function masterKeyOfVault(
  options: VaultOptions,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): MasterKeyProvider {
  const { address, mount, key, namespace, ca, login } = options

  async function post(path: string, body: object, token?: string): Promise<JsonAnswer> {
    const base = address.href.replace(/\/$/, '')
    const headers = {
      'content-type': 'application/json',
      // Vault refuses what a browser could be made to send by another site.
      'x-vault-request': 'true',
      ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
      ...(token === undefined ? {} : { 'x-vault-token': token }),
    }
    const url = new URL(`${base}/v1/${path}`)
    return postJson({ url, headers, body: Buffer.from(JSON.stringify(body)), ca }, clock)
  }

  async function logIn(): Promise<string> {
    if (login.kind === 'token') return (await currentSecret(login.token)).reveal().toString('utf8')
    const secretId = (await currentSecret(login.secretId)).reveal().toString('utf8')
    const answer = await post('auth/approle/login', {
      role_id: login.roleId,
      secret_id: secretId,
    })
    const token = member(answer.body?.['auth'], 'client_token')
    if (answer.status === 200 && token !== undefined) return token
    throw refused(answer, 'refuses the AppRole login', 'check role id and secret id')
  }

  async function transit(operation: string, body: object): Promise<JsonAnswer> {
    return post(`${mount}/${operation}/${encodeURIComponent(key)}`, body, await logIn())
  }

  function refused(answer: JsonAnswer, what: string, remedy: string): ProviderAwayError {
    const errors = answer.body?.['errors']
    const reason = shownReason(Array.isArray(errors) ? errors[0] : undefined)
    return new ProviderAwayError(
      `Vault at ${address.origin} ${what} (${String(answer.status)}: ${reason}); ${remedy}`,
    )
  }

  const remedy = 'check that it is unsealed, its mount and key, and the policy of the token'
  const remote = {
    guard: 'vault' as const,
    description: `key ${key} of HashiCorp Vault at ${address.origin}`,
    facts: { key, mount },

    async encrypt(plaintext: Buffer, context: SealContext) {
      const answer = await transit('encrypt', {
        plaintext: plaintext.toString('base64'),
        associated_data: canonicalContext(context).toString('base64'),
      })
      const ciphertext = member(answer.body?.['data'], 'ciphertext')
      if (answer.status === 200 && ciphertext !== undefined) return ciphertext
      throw refused(answer, 'does not wrap the master key', remedy)
    },

    async decrypt(ciphertext: string, context: SealContext) {
      const answer = await transit('decrypt', {
        ciphertext,
        associated_data: canonicalContext(context).toString('base64'),
      })
      const plaintext = member(answer.body?.['data'], 'plaintext')
      if (answer.status === 200 && plaintext !== undefined) return Buffer.from(plaintext, 'base64')
      const failure = refused(answer, 'does not unwrap the master key', remedy)
      // It was reached, knows the caller, and cannot open this: no time will change that.
      if (answer.status === 400) throw new StorageError('wrong-key', failure.message)
      throw failure
    },
  }
  return remoteMasterKey(remote, random)
}

function member(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = (value as Record<string, unknown>)[name]
  return typeof found === 'string' && found !== '' ? found : undefined
}
