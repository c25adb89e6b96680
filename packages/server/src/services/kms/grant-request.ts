import { limits } from '../../base/index.ts'
import { validation } from '../../errors/index.ts'
import type { CreateGrantRequest } from '../../generated/kms/index.ts'
import type { GrantConstraints } from '../../security/kms/index.ts'
import type { Conditions } from '../operation.ts'

/** Exactly one grantee, and at most one who may retire: an ARN or a service. */
export function granteeOf(input: CreateGrantRequest): string {
  const { GranteePrincipal, GranteeServicePrincipal } = input
  const grantee = GranteePrincipal ?? GranteeServicePrincipal
  if (
    grantee === undefined ||
    (GranteePrincipal !== undefined && GranteeServicePrincipal !== undefined)
  ) {
    throw validation('Exactly one of GranteePrincipal and GranteeServicePrincipal must be given.')
  }
  return grantee
}

export function retiringOf(input: CreateGrantRequest): string | undefined {
  const { RetiringPrincipal, RetiringServicePrincipal } = input
  if (RetiringPrincipal !== undefined && RetiringServicePrincipal !== undefined) {
    throw validation('Only one of RetiringPrincipal and RetiringServicePrincipal may be given.')
  }
  return RetiringPrincipal ?? RetiringServicePrincipal
}

export function checkConstraints(constraints: CreateGrantRequest['Constraints']): void {
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = constraints ?? {}
  if (subset !== undefined && equals !== undefined) {
    throw validation('Only one type of encryption context constraint is allowed.')
  }
  const pairs = Object.entries(subset ?? equals ?? {})
  if (pairs.length > limits.kmsGrantPairs) {
    throw validation('A grant constraint may have at most 8 pairs.')
  }
  const longest = limits.kmsGrantPairCharacters
  if (pairs.some(([name, value]) => name.length > longest || value.length > longest)) {
    throw validation('A key or value in a grant constraint may have at most 384 characters.')
  }
}

/** The conditions of kms:CreateGrant. */
export function grantConditions(input: CreateGrantRequest): Conditions {
  const { Constraints } = input
  const type =
    Constraints?.EncryptionContextEquals !== undefined
      ? 'EncryptionContextEquals'
      : Constraints?.EncryptionContextSubset === undefined
        ? undefined
        : 'EncryptionContextSubset'
  const entries: [string, string | readonly string[] | undefined][] = [
    ['kms:GrantOperations', input.Operations],
    ['kms:GranteePrincipal', input.GranteePrincipal],
    ['kms:GranteeServicePrincipal', input.GranteeServicePrincipal],
    ['kms:RetiringPrincipal', input.RetiringPrincipal],
    ['kms:RetiringServicePrincipal', input.RetiringServicePrincipal],
    ['kms:GrantConstraintType', type],
    ['kms:GrantConstraintSourceArn', Constraints?.SourceArn],
  ]
  const given = entries.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return { 'kms:GrantIsForAWSResource': 'false', ...Object.fromEntries(given) }
}

/** The pairs that a grant would be bound to, for policies that ask for the encryption context. */
export function constraintContext(
  constraints: GrantConstraints | undefined,
): Readonly<Record<string, string>> | undefined {
  return constraints?.EncryptionContextEquals ?? constraints?.EncryptionContextSubset
}
