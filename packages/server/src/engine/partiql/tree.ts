import type { Place } from './faults.ts'

export type Step =
  | { readonly kind: 'key'; readonly name: string }
  /** Of brackets: a list index, or the name of a map's member as a string. */
  | { readonly kind: 'element'; readonly of: Expression }
  | { readonly kind: 'unpivot' | 'wildcard' }

export interface Member {
  readonly name: Expression
  readonly value: Expression
}

/** What a statement says, before parameters are put in and before anything is known of the table. */
export type Expression = { readonly place: Place } & (
  | { readonly kind: 'string' | 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' | 'missing' }
  | { readonly kind: 'ion'; readonly text: string }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'path'; readonly root: Expression; readonly steps: readonly Step[] }
  | { readonly kind: 'list' | 'bag'; readonly items: readonly Expression[] }
  | { readonly kind: 'struct'; readonly members: readonly Member[] }
  /** The name in lower case. `star`: the one operand is `*`. */
  | {
      readonly kind: 'call'
      readonly name: string
      readonly operands: readonly Expression[]
      readonly star: boolean
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'between'
      readonly operand: Expression
      readonly lower: Expression
      readonly upper: Expression
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly type: string }
  | { readonly kind: 'statement'; readonly statement: StatementSyntax }
)

/** A table, or an index of it, as FROM names it. */
export interface Source {
  readonly expression: Expression
  readonly alias: boolean
}

export interface SelectSyntax {
  readonly kind: 'select'
  /** Undefined for `*`. */
  readonly projection:
    readonly { readonly expression: Expression; readonly alias: boolean }[] | undefined
  readonly distinct: Place | undefined
  readonly value: boolean
  readonly sources: readonly Source[]
  readonly where: Expression | undefined
  readonly orderBy:
    readonly { readonly key: Expression; readonly descending: boolean }[] | undefined
  /** A clause that DynamoDB does not have, with the place that it reports. */
  readonly extra: { readonly name: string; readonly place: Place | undefined } | undefined
}

export interface InsertSyntax {
  readonly kind: 'insert'
  readonly target: Expression
  /** Undefined for INSERT without VALUE: the form for several items. */
  readonly value: Expression | undefined
  readonly position: boolean
  readonly onConflict: boolean
  readonly returning: readonly Returning[] | undefined
}

export type Change =
  | { readonly kind: 'set'; readonly target: Expression; readonly value: Expression }
  | { readonly kind: 'remove'; readonly target: Expression }

export interface UpdateSyntax {
  readonly kind: 'update'
  readonly source: Source
  readonly changes: readonly Change[]
  readonly where: Expression | undefined
  readonly returning: readonly Returning[] | undefined
}

export interface DeleteSyntax {
  readonly kind: 'delete'
  readonly source: Source
  readonly where: Expression | undefined
  readonly returning: readonly Returning[] | undefined
}

export type ReturningImage = 'ALL OLD' | 'ALL NEW' | 'MODIFIED OLD' | 'MODIFIED NEW'

export interface Returning {
  readonly image: ReturningImage
  readonly star: boolean
}

export type StatementSyntax = SelectSyntax | InsertSyntax | UpdateSyntax | DeleteSyntax
