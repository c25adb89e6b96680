import { invalidParameters } from '../../../errors/index.ts'
import {
  findPrincipals,
  type Policy,
  type PrincipalDirectory,
  type PrincipalIds,
} from '../../../security/policy/index.ts'

/**
 * The unique ids of the users and roles that a policy names. Throws the service's refusal of one that
 * names whom there is not.
 */
export async function principalIds(
  policy: Policy,
  directory: PrincipalDirectory,
): Promise<PrincipalIds> {
  const ids = await findPrincipals(policy, directory)
  if (ids === undefined) throw invalidParameters('Invalid principal in policy document.')
  return ids
}
