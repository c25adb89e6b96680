import type { NumberShape, StringShape } from '../../generated/shape-table.ts'
import type { Kind } from './violations.ts'

/** One rule that a scalar must keep. */
export interface Constraint<Value> {
  readonly kind: Kind
  readonly text: string
  holds(value: Value): boolean
  /** When this one is broken the others are not judged. */
  readonly final?: true
}

export function minLength(min: number): string {
  return `Member must have length greater than or equal to ${min}`
}

export function maxLength(max: number): string {
  return `Member must have length less than or equal to ${max}`
}

/** Constraints of a string, in the order in which they are named. */
export function stringConstraints(shape: StringShape): Constraint<string>[] {
  const exempt = shape.arn === true ? isArn : () => false
  // A name that is judged for being empty first is not terse about its other limits.
  const kind = shape.nonEmpty === true ? 'other' : 'limit'
  const { min = 0, max = Infinity } = shape
  const found: Constraint<string>[] = []
  if (shape.nonEmpty === true) {
    found.push({ kind: 'limit', text: minLength(1), holds: (value) => value !== '', final: true })
  }
  for (const check of shape.checks ?? ['pattern', 'min', 'max']) {
    if (check === 'min' && min > 0) {
      found.push({
        kind,
        text: minLength(min),
        holds: (value) => value.length >= min || exempt(value),
      })
    } else if (check === 'max' && max < Infinity) {
      found.push({
        kind,
        text: maxLength(max),
        holds: (value) => value.length <= max || exempt(value),
      })
    } else if (check === 'pattern' && shape.pattern !== undefined) {
      const pattern = compilePattern(shape.pattern)
      found.push({
        kind: 'other',
        text: `Member must satisfy regular expression pattern: ${shape.pattern}`,
        // What is too long is refused for that: an attacker's megabytes never meet a pattern.
        holds: (value) => value.length > max || exempt(value) || pattern.test(value),
      })
    }
  }
  if (shape.enum !== undefined) found.push(enumConstraint(shape.enum))
  return found
}

function enumConstraint(values: readonly string[]): Constraint<string> {
  return {
    kind: 'enum',
    text: `Member must satisfy enum value set: [${values.join(', ')}]`,
    holds: (value) => values.includes(value),
  }
}

/** Constraints of a number, in the order in which they are named. */
export function numberConstraints({ min, max }: NumberShape): Constraint<number>[] {
  const found: Constraint<number>[] = []
  if (min !== undefined) {
    const text = `Member must have value greater than or equal to ${min}`
    found.push({ kind: 'limit', text, holds: (value) => value >= min })
  }
  if (max !== undefined) {
    const text = `Member must have value less than or equal to ${max}`
    found.push({ kind: 'limit', text, holds: (value) => value <= max })
  }
  return found
}

/**
 * All constraints of the elements of a collection, which names them together and whichever of them
 * is broken: the largest length, the smallest, the pattern.
 */
export function together(constraints: readonly { readonly text: string }[]): string {
  const rank = (text: string): number =>
    text.startsWith('Member must have length less')
      ? 0
      : text.startsWith('Member must have length')
        ? 1
        : 2
  const texts = constraints.map((constraint) => constraint.text)
  return `[${texts.sort((left, right) => rank(left) - rank(right)).join(', ')}]`
}

function isArn(value: string): boolean {
  return value.startsWith('arn:')
}

/** A pattern as Java means it: of the whole value. */
function compilePattern(pattern: string): RegExp {
  const source = pattern.replaceAll('\\p{Print}', '[\\x20-\\x7E]')
  return new RegExp(`^(?:${source})$`, 'u')
}
