import { kmsError } from '../../errors/index.ts'
import type { KeyRecord } from '../../security/kms/index.ts'
import {
  findPrincipals,
  parsePolicy,
  withPrincipalIds,
  type PrincipalIds,
} from '../../security/policy/index.ts'
import type { RequestContext } from '../operation.ts'
import type { KmsDeps } from './key-operation.ts'

/**
 * Refuses a key policy that cannot be read or names whom there is not, and one that would lock its author
 * out, unless `bypass` says that this is meant. Gives the ids of those whom it names.
 */
export async function checkPolicy(
  { authority, principals }: Pick<KmsDeps, 'authority' | 'principals'>,
  context: RequestContext,
  key: Pick<KeyRecord, 'accountId' | 'keyId'>,
  text: string,
  bypass: boolean,
): Promise<PrincipalIds> {
  const parsed = parsePolicy(text, 'key')
  if (!parsed.ok) throw kmsError('MalformedPolicyDocumentException', parsed.message)
  const ids = await findPrincipals(parsed.policy, principals)
  if (ids === undefined) {
    throw kmsError(
      'MalformedPolicyDocumentException',
      'Policy contains a statement with one or more invalid principals.',
    )
  }
  const meant = withPrincipalIds(parsed.policy, ids)
  if (bypass || (await authority.keepsControl(context, key, meant))) return ids
  throw kmsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  )
}
