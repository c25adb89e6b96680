import { limits } from '../../base/index.ts'
import { typeOf, type AttributeValue } from '../../values/index.ts'
import { invalid, wrongArity, type ExpressionKind } from './faults.ts'
import { functionRules } from './functions.ts'
import { samePath, showPath, type Path } from './path.ts'
import type { Substitutions } from './substitutions.ts'
import type { CallSyntax, OperandSyntax, PathSyntax } from './tree.ts'

/** An operand of a condition with its names and values looked up. */
export type Operand =
  | { readonly kind: 'literal'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }

/** Looks up one expression's names and values, and notes which attributes it touches. */
export class Binder {
  /** Top-level attributes that the expression names anywhere. */
  readonly attributes = new Set<string>()
  /** Those of them that it looks into, by `.` or `[]`. */
  readonly nestedAttributes = new Set<string>()
  readonly #kind: ExpressionKind
  readonly #substitutions: Substitutions

  constructor(kind: ExpressionKind, substitutions: Substitutions) {
    this.#kind = kind
    this.#substitutions = substitutions
  }

  readonly refuse = (fault: string): never => {
    throw invalid(this.#kind, fault)
  }

  path(steps: PathSyntax): Path {
    if (steps.length > limits.documentPathLevels) {
      this.refuse(`The document path has too many nesting levels; nesting levels: ${steps.length}`)
    }
    const bound = steps.map((step) => (typeof step === 'string' ? this.#name(step) : step))
    const path = bound as [string, ...(string | number)[]]
    this.attributes.add(path[0])
    if (path.length > 1) this.nestedAttributes.add(path[0])
    return path
  }

  value(key: string): AttributeValue {
    return (
      this.#substitutions.value(key) ??
      this.refuse(
        'An expression attribute value used in expression is not defined; ' +
          `attribute value: ${key}`,
      )
    )
  }

  /** Binds a path or a value; calls are the languages' own. */
  operand(syntax: Exclude<OperandSyntax, CallSyntax>): Operand {
    return syntax.kind === 'value'
      ? { kind: 'literal', value: this.value(syntax.name) }
      : { kind: 'path', path: this.path(syntax.steps) }
  }

  assertArity(call: CallSyntax): void {
    const count = call.operands.length
    if (functionRules.get(call.name)?.arity !== count) this.refuse(wrongArity(call.name, count))
  }

  /** The first operand may not be a path that is repeated among the others. */
  assertDistinct(
    operator: string,
    first: { readonly kind: string },
    rest: readonly object[],
  ): void {
    const path = pathOf(first)
    if (path === undefined) return
    for (const other of rest) {
      const repeated = pathOf(other)
      if (repeated === undefined || !samePath(path, repeated)) continue
      this.refuse(
        'The first operand must be distinct from the remaining operands for this operator or ' +
          `function; operator: ${operator}, first operand: ${showPath(path)}`,
      )
    }
  }

  #name(step: string): string {
    if (!step.startsWith('#')) return step
    return (
      this.#substitutions.name(step) ??
      this.refuse(
        'An expression attribute name used in the document path is not defined; ' +
          `attribute name: ${step}`,
      )
    )
  }
}

/** The type of an operand that is a value in the request; undefined for everything else. */
export function literalType(operand: { readonly kind: string }): string | undefined {
  return 'value' in operand ? typeOf(operand.value as AttributeValue) : undefined
}

function pathOf(operand: object): Path | undefined {
  return 'path' in operand ? (operand.path as Path) : undefined
}
