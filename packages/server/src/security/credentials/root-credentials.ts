import type { Secret } from '../../base/index.ts'
import type { CallerPolicies } from '../policy/index.ts'
import type { Caller, Credential, CredentialSource } from './credential.ts'

export interface RootCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  /** Twelve digits. */
  readonly accountId: string
}

const noTags: ReadonlyMap<string, string> = new Map()

/** The root of an account. `policies`: service control policies, which bind root too. */
export function rootCaller(
  accountId: string,
  accessKeyId: string,
  policies: CallerPolicies = {},
): Caller {
  const arn = `arn:aws:iam::${accountId}:root`
  return {
    accountId,
    arn,
    accessKeyId,
    kind: 'root',
    principal: { kind: 'root', account: accountId, arn },
    userId: accountId,
    principalArn: arn,
    tags: noTags,
    policies,
  }
}

/** The one credential that exists before any user does: that of the account's root. */
export function rootCredentialSource(root: RootCredentials): CredentialSource {
  const credential: Credential = {
    caller: rootCaller(root.accountId, root.accessKeyId),
    secretAccessKey: root.secretAccessKey,
  }
  return {
    find: (accessKeyId) => (accessKeyId === root.accessKeyId ? credential : undefined),
  }
}
