import { attributeOf, type AttributeMap, type AttributeValue } from '../../values/index.ts'
import type { Path } from '../expression/index.ts'
import { refused } from './faults.ts'
import type { Expression, Step } from './tree.ts'

const largestIndex = 2 ** 31 - 1

/** The document path that an expression is. Throws where it is none. */
export function pathOf(expression: Expression): Path {
  if (expression.kind === 'name') return [nonEmpty(expression.name)]
  if (expression.kind !== 'path' || expression.root.kind !== 'name') {
    throw refused('Unexpected path component', expression.place)
  }
  const steps = expression.steps.map((step) => stepOf(step, expression))
  return [nonEmpty(expression.root.name), ...steps]
}

export function isPath({ kind }: Expression): boolean {
  return kind === 'name' || kind === 'path'
}

function stepOf(step: Step, { place }: Expression): string | number {
  switch (step.kind) {
    case 'key':
      return nonEmpty(step.name)
    case 'unpivot':
      throw refused('Unpivot path component like a.*.b are not supported', place)
    case 'wildcard':
      throw refused('Wildcard path component like a[*].b are not supported', place)
    case 'element': {
      const { of } = step
      if (of.kind === 'string') return nonEmpty(of.text)
      if (of.kind !== 'number' || !/^-?[0-9]+$/.test(of.text)) {
        throw refused('Unexpected path component', of.place)
      }
      const index = Number(of.text)
      if (index < 0 || index > largestIndex) {
        throw refused(`List index is not within the allowable range; index: [${of.text}]`, place)
      }
      return index
    }
  }
}

function nonEmpty(name: string): string {
  if (name === '') throw refused('Path component cannot be an empty string')
  return name
}

/** The value at a path; undefined where the item has none. */
export function valueAt(item: AttributeMap, path: Path): AttributeValue | undefined {
  let value = attributeOf(item, path[0])
  for (const step of path.slice(1)) value = value && child(value, step)
  return value
}

function child(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined
  return 'M' in value ? attributeOf(value.M, step) : undefined
}
