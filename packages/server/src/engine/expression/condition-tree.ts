import type { AttributeValue } from '../../values/index.ts'
import { literalType, type Operand } from './binder.ts'
import type { Path } from './path.ts'
import type { Comparator } from './tree.ts'

/** What a comparison compares: also the size of another such. */
export type Term = Operand | { readonly kind: 'size'; readonly of: Term }

/** A condition ready to be evaluated. At most `limits.expressionOperators` levels deep. */
export type ConditionTree =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly ConditionTree[] }
  | { readonly kind: 'not'; readonly condition: ConditionTree }
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly left: Term
      readonly right: Term
    }
  | { readonly kind: 'between'; readonly term: Term; readonly lower: Term; readonly upper: Term }
  | { readonly kind: 'in'; readonly term: Term; readonly candidates: readonly Term[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'type'; readonly term: Term; readonly type: string }
  | { readonly kind: 'begins' | 'contains'; readonly term: Term; readonly operand: Term }

/** The type that a term is known to have before any item is seen. */
export function staticType(term: Term): string | undefined {
  return term.kind === 'size' ? 'N' : literalType(term)
}

export function literalOf(term: Term): AttributeValue | undefined {
  return term.kind === 'literal' ? term.value : undefined
}
