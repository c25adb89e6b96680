/** Which job a document does; the grammar, and who may be named in it, follow from that. */
export type PolicyKind =
  'identity' | 'boundary' | 'session' | 'resource' | 'trust' | 'key' | 'endpoint' | 'scp' | 'rcp'

export type PolicyVersion = '2008-10-17' | '2012-10-17'

/** A document that {@link parsePolicy} accepted, as plain data: names as written, lists always lists. */
export interface Policy {
  readonly kind: PolicyKind
  /** 2008-10-17 if the document names none. */
  readonly version: PolicyVersion
  readonly id?: string
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** Absent in policies that belong to whom they apply to. */
  readonly principals?: Listed<PrincipalName>
  /** `service:Name` with `*` and `?` in the name, or `*`. */
  readonly actions: Listed<string>
  /** ARN patterns or `*`; absent in trust policies. */
  readonly resources?: Listed<string>
  readonly conditions: readonly Condition[]
  /** Where the statement starts and ends in the document. */
  readonly start: Position
  readonly end: Position
}

/** A list, or with `negated` (NotAction and so on) everything that is not in it. */
export interface Listed<T> {
  readonly negated: boolean
  readonly entries: readonly T[]
}

/** One entry of a Principal element; `*` of any type is `everyone`. */
export type PrincipalName =
  | { readonly type: 'everyone' }
  /** Twelve digits; the `:root` ARN is written as its account. */
  | { readonly type: 'account'; readonly account: string }
  /** A user, a role, a role's session or a federated user. */
  | { readonly type: 'arn'; readonly arn: string }
  /** The unique id of a user or role, such as AIDA… or AROA…. */
  | { readonly type: 'id'; readonly id: string }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'federated'; readonly provider: string }

/** One key under one operator. All of a statement's conditions must hold; of `values`, one is enough. */
export interface Condition {
  /** Without qualifier and `IfExists`, such as `StringNotLike`. */
  readonly operator: string
  readonly qualifier?: 'ForAllValues' | 'ForAnyValue'
  readonly ifExists: boolean
  /** As written; keys are compared without regard to case. */
  readonly key: string
  readonly values: readonly string[]
}

/** Counted from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}
