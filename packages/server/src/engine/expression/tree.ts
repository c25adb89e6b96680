/**
 * The unbound form of expressions: what a text says before `#names` and `:values` are looked up.
 * It depends on the text alone, so it is parsed once and shared by every request with that text.
 */

/** Steps of a document path: names as written (`#name` when substituted) and list indexes. */
export type PathSyntax = readonly (string | number)[]

export type OperandSyntax =
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'path'; readonly steps: PathSyntax }
  | CallSyntax

/** A function, or one of the operators `+` and `-` of SET. */
export interface CallSyntax {
  readonly kind: 'call'
  readonly name: string
  readonly operands: readonly OperandSyntax[]
}

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type ConditionSyntax =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly ConditionSyntax[] }
  | { readonly kind: 'not'; readonly condition: ConditionSyntax }
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly left: OperandSyntax
      readonly right: OperandSyntax
    }
  | {
      readonly kind: 'between'
      readonly operand: OperandSyntax
      readonly lower: OperandSyntax
      readonly upper: OperandSyntax
    }
  | {
      readonly kind: 'in'
      readonly operand: OperandSyntax
      readonly candidates: readonly OperandSyntax[]
    }
  | CallSyntax

export type Clause = 'SET' | 'REMOVE' | 'ADD' | 'DELETE'

/** One action of an update. REMOVE has no operand, ADD and DELETE have a value. */
export interface ActionSyntax {
  readonly clause: Clause
  readonly target: PathSyntax
  readonly operand: OperandSyntax | undefined
}
