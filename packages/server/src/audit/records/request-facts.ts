import type { Caller } from '../../security/credentials/index.ts'

/** What the front knows of a request that is recorded. Members appear as the request goes its way. */
export interface RequestFacts {
  readonly requestId: string
  readonly sourceIp: string
  readonly userAgent?: string | undefined
  readonly host?: string | undefined
  readonly tls?: { readonly version: string; readonly cipher: string } | undefined
  readonly caller: Caller | undefined
  /** Where there is no caller: the access key that the request names without proof. */
  readonly claimedKey?: string | undefined
  /** A service of this server that calls another: by its own right, or by the caller's. */
  readonly invokedBy?: string | undefined
  readonly endpointId: string | undefined
  /** Decoded; absent where it could not be. */
  readonly input: Readonly<Record<string, unknown>> | undefined
  /** ARNs of what was touched, as far as that was found out. */
  readonly resources: readonly string[]
}
