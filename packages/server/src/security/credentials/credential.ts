import type { Secret } from '../../base/index.ts'

/** Who signed the request. Filled by authentication alone, never from the request's own claims. */
export interface Caller {
  readonly accountId: string
  /** `arn:aws:iam::<account>:root`, `…:user/<name>`, `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string
  readonly accessKeyId: string
  readonly kind: 'root' | 'user' | 'session'
}

/** A credential as authentication needs it. */
export interface Credential {
  readonly caller: Caller
  readonly secretAccessKey: Secret
  /** Set for temporary credentials: the token that must come with the request. */
  readonly sessionToken?: Secret
  /** Wall time in milliseconds from which a temporary credential is refused. */
  readonly expiresAt?: number
}

/** Where authentication looks up an access key id. Root credentials are the first source, IAM and STS follow. */
export interface CredentialSource {
  /** Undefined when the id is unknown or inactive: the two must not be told apart. */
  find(accessKeyId: string): Promise<Credential | undefined>
}
