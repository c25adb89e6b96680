import type { Secret } from '../../base/index.ts'
import type { Credential, CredentialSource } from './credential.ts'

export interface RootCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  /** Twelve digits. */
  readonly accountId: string
}

/** The one credential that exists before any user does: that of the account's root. */
export function rootCredentialSource(root: RootCredentials): CredentialSource {
  const credential: Credential = {
    caller: {
      accountId: root.accountId,
      arn: `arn:aws:iam::${root.accountId}:root`,
      accessKeyId: root.accessKeyId,
      kind: 'root',
    },
    secretAccessKey: root.secretAccessKey,
  }
  return {
    find: (accessKeyId) =>
      Promise.resolve(accessKeyId === root.accessKeyId ? credential : undefined),
  }
}
