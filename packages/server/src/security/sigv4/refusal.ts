/** Why a request is not authenticated. The wire codes belong to each protocol: see `errors/authentication.ts`. */
export type RefusalKind =
  /** No signature of this family at all. */
  | 'missing'
  /** A part is missing or cannot be read. */
  | 'incomplete'
  /** Everything can be read, and it does not hold. */
  | 'invalid'
  /** Signed too long ago, or in the future. */
  | 'skew'
  /** No active access key has this id. */
  | 'unknown-key'
  /** The session token is not the one that was issued with the access key. */
  | 'bad-token'
  /** The temporary credential has expired. */
  | 'expired-token'

export interface Refusal {
  readonly kind: RefusalKind
  /** DynamoDB's text, for the client. Never holds a session token or anything that the client did not send. */
  readonly message: string
}

export interface Refused {
  readonly ok: false
  readonly refusal: Refusal
}

export function refuse(kind: RefusalKind, message: string): Refused {
  return { ok: false, refusal: { kind, message } }
}
