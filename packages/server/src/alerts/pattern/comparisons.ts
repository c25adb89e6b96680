import { PatternFault } from './pattern-fault.ts'

/** Bounds as a `numeric` matcher has them: `[">", 0, "<=", 5]`. */
export function numericTest(path: string, value: unknown): (number: number) => boolean {
  if (!Array.isArray(value) || (value.length !== 2 && value.length !== 4)) {
    throw new PatternFault(path, 'numeric needs [operator, number], twice for a range')
  }
  const bounds: { operator: string; number: number }[] = []
  for (let at = 0; at < value.length; at += 2) {
    const operator: unknown = value[at]
    const number: unknown = value[at + 1]
    if (typeof operator !== 'string' || !operators.has(operator)) {
      throw new PatternFault(path, `numeric knows the operators =, <, <=, > and >=`)
    }
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      throw new PatternFault(path, `a number must follow ${operator}`)
    }
    bounds.push({ operator, number })
  }
  const [low, high] = bounds
  if (low === undefined) throw new PatternFault(path, 'numeric needs an operator')
  if (high !== undefined) checkRange(path, low, high)
  return (number) => bounds.every((bound) => holds(bound, number))
}

const operators = new Set(['=', '<', '<=', '>', '>='])

interface Bound {
  readonly operator: string
  readonly number: number
}

function checkRange(path: string, low: Bound, high: Bound): void {
  if (!low.operator.startsWith('>') || !high.operator.startsWith('<')) {
    throw new PatternFault(path, 'a range is > or >= a number, then < or <= another')
  }
  if (low.number >= high.number) {
    throw new PatternFault(path, 'the lower bound of a range must be less than the upper')
  }
}

function holds({ operator, number: bound }: Bound, number: number): boolean {
  switch (operator) {
    case '=':
      return number === bound
    case '<':
      return number < bound
    case '<=':
      return number <= bound
    case '>':
      return number > bound
    default:
      return number >= bound
  }
}
