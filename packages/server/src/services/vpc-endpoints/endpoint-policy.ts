import { queryError } from '../../errors/index.ts'
import { parsePolicy } from '../../security/policy/index.ts'

/** Refuses a document that is no endpoint policy. */
export function checkPolicy(document: string): string {
  const parsed = parsePolicy(document, 'endpoint')
  if (!parsed.ok) {
    const where = parsed.path === '' ? '' : ` (${parsed.path})`
    throw queryError(
      'InvalidPolicyDocument',
      `The policy document is not valid: ${parsed.message}${where}`,
    )
  }
  return document
}
