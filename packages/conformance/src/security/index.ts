import type { Case } from '../case.ts'
import { authorizationCases } from './authorization.ts'
import { fineGrainedCases } from './fine-grained.ts'
import { sessionCases } from './sessions.ts'
import { signingCases } from './signing.ts'
import type { SecurityTarget } from './target.ts'

export { openSecurityTarget, type OpenSecurityTarget, type SecurityTarget } from './target.ts'

/** What an attacker might try, by what would stop them. */
export function securityCases(): Case<SecurityTarget>[] {
  return [...signingCases(), ...authorizationCases(), ...fineGrainedCases(), ...sessionCases()]
}
