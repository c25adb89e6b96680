import { kmsError } from '../../errors/index.ts'
import type { KeyRecord } from '../../security/kms/index.ts'
import { parsePolicy } from '../../security/policy/index.ts'
import type { RequestContext } from '../operation.ts'
import type { KeyAuthority } from './authority.ts'

/**
 * Refuses a key policy that cannot be read, and one that would lock its author out, unless `bypass`
 * says that this is meant.
 */
export async function checkPolicy(
  authority: KeyAuthority,
  context: RequestContext,
  key: Pick<KeyRecord, 'accountId' | 'keyId'>,
  text: string,
  bypass: boolean,
): Promise<void> {
  const parsed = parsePolicy(text, 'key')
  if (!parsed.ok) throw kmsError('MalformedPolicyDocumentException', parsed.message)
  if (bypass || (await authority.keepsControl(context, key, parsed.policy))) return
  throw kmsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  )
}
