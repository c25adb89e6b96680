import { Secret, type Random } from '../base/index.ts'
import type { DataKeySource, EncryptionContext } from '../engine/index.ts'
import { ApiError, kmsError, tableKeyRefused } from '../errors/index.ts'
import type { ServiceKey } from '../security/keys/index.ts'
import {
  decryptUnder,
  encryptUnder,
  MaterialLostError,
  type KeyRecord,
  type Kms,
} from '../security/kms/index.ts'
import { useKey, type KeyAuthority } from '../services/kms/index.ts'
import { StorageError } from '../storage/kv.ts'
import { serviceContext } from './service-context.ts'

export interface TableKeySourceDeps {
  readonly serviceKey: ServiceKey
  readonly kms: Kms
  readonly authority: KeyAuthority
  readonly region: string
  readonly random: Random
}

/** How often KMS was asked, for those who measure. */
export interface KmsCalls {
  generated: number
  decrypted: number
}

/** A table key under a KMS key: prefix, ARN, ciphertext. Neither of the two parts has a dot. */
const prefix = 'srk2.'
const form = /^srk2\.(arn:aws:kms:[^.]+)\.([A-Za-z0-9_-]+)$/
const arnForm = /^arn:aws:kms:[^:]+:(\d{12}):key\/([0-9a-f-]{36})$/

/**
 * Where the engine's table keys come from: the service's own key, or a KMS key that the service uses
 * under the grant that was made for the table.
 */
export function createTableKeySource(
  deps: TableKeySourceDeps,
): Required<DataKeySource> & { readonly calls: Readonly<KmsCalls> } {
  const { serviceKey, kms, random } = deps
  const calls: KmsCalls = { generated: 0, decrypted: 0 }
  return {
    calls,

    async generate(context, keyArn) {
      if (keyArn === undefined) return serviceKey.generate(context)
      calls.generated++
      const key = await permitted(deps, keyArn, 'GenerateDataKey', context)
      const plaintext = random.bytes(32)
      const { ciphertext } = await answered(deps, () => encryptUnder(kms, key, plaintext, context))
      return {
        plaintext: new Secret(plaintext),
        wrapped: `${prefix}${keyArn}.${ciphertext.toString('base64url')}`,
      }
    },

    async unwrap(wrapped, context) {
      if (!wrapped.startsWith(prefix)) return serviceKey.unwrap(wrapped, context)
      calls.decrypted++
      const { keyArn, ciphertext } = parse(wrapped)
      const key = await permitted(deps, keyArn, 'Decrypt', context)
      const opened = await answered(deps, () => decryptUnder(kms, key, ciphertext, context))
      if (opened?.plaintext.length !== 32) throw damaged()
      return new Secret(opened.plaintext)
    },

    async check(wrapped, context) {
      if (!wrapped.startsWith(prefix)) return
      await permitted(deps, parse(wrapped).keyArn, 'Decrypt', context)
    },
  }
}

/** The key, if the service may use it so now. Rejects with DynamoDB's errors. */
function permitted(
  deps: TableKeySourceDeps,
  keyArn: string,
  action: string,
  context: EncryptionContext,
): Promise<KeyRecord> {
  return answered(deps, async () => {
    const [, accountId = '', keyId = ''] = arnForm.exec(keyArn) ?? []
    const key = await deps.kms.keys.find(accountId, keyId)
    if (key === undefined) throw kmsError('NotFoundException', `Key '${keyArn}' does not exist`)
    await useKey(deps, serviceContext('dynamodb', deps.region, accountId), {
      key,
      action,
      states: 'usable',
      conditions: {},
      grant: { context },
    })
    return key
  })
}

/** KMS's refusals, in DynamoDB's words. */
async function answered<Result>(
  { random }: Pick<TableKeySourceDeps, 'random'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ApiError) throw tableKeyRefused(error, random.uuid())
    if (error instanceof MaterialLostError) {
      const lost = new ApiError({
        code: 'KeyUnavailableException',
        namespace: '',
        message: error.message,
        status: 500,
      })
      throw tableKeyRefused(lost, random.uuid())
    }
    throw error
  }
}

/**
 * Opens a table key whatever state its KMS key is in and whoever may use it: to find out whether it
 * could be opened. Undefined where its KMS key is gone. Rejects with a StorageError or MaterialLostError.
 */
export async function openUnasked(
  { serviceKey, kms }: Pick<TableKeySourceDeps, 'serviceKey' | 'kms'>,
  wrapped: string,
  context: EncryptionContext,
): Promise<Secret | undefined> {
  if (!wrapped.startsWith(prefix)) return serviceKey.unwrap(wrapped, context)
  const { keyArn, ciphertext } = parse(wrapped)
  const [, accountId = '', keyId = ''] = arnForm.exec(keyArn) ?? []
  const key = await kms.keys.find(accountId, keyId)
  if (key === undefined) return undefined
  const opened = await decryptUnder(kms, key, ciphertext, context)
  if (opened?.plaintext.length !== 32) throw damaged()
  return new Secret(opened.plaintext)
}

/** ARN of the KMS key above a table key; undefined: the service's own key is. */
export function keyArnOf(wrapped: string): string | undefined {
  return form.exec(wrapped)?.[1]
}

function parse(wrapped: string): { readonly keyArn: string; readonly ciphertext: Buffer } {
  const [, keyArn, text] = form.exec(wrapped) ?? []
  if (keyArn === undefined || text === undefined) throw damaged()
  return { keyArn, ciphertext: Buffer.from(text, 'base64url') }
}

function damaged(): StorageError {
  return new StorageError(
    'damaged',
    'A table key does not open under its KMS key in this context; the stored key was altered or belongs to another table',
  )
}
