import { unreachable } from '../../base/index.ts'
import {
  compareScalars,
  equalValues,
  typeOf,
  valueSize,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import type { ConditionTree, Term } from './condition-tree.ts'
import type { Condition } from './condition.ts'
import { Equalities } from './equalities.ts'
import { bytesHold, textHolds } from './find-part.ts'
import { valueAt } from './path.ts'
import type { Comparator } from './tree.ts'

/**
 * Whether the condition holds for the item; an absent item has no attributes. A comparison with
 * something that is missing, or of another type, is false, except that `<>` is then true.
 */
export function evaluateCondition(condition: Condition, item: AttributeMap | undefined): boolean {
  return holds(condition.tree, item, new Equalities())
}

function holds(
  tree: ConditionTree,
  item: AttributeMap | undefined,
  equalities: Equalities,
): boolean {
  switch (tree.kind) {
    case 'and':
      return tree.conditions.every((condition) => holds(condition, item, equalities))
    case 'or':
      return tree.conditions.some((condition) => holds(condition, item, equalities))
    case 'not':
      return !holds(tree.condition, item, equalities)
    case 'compare':
      return compare(tree.operator, valueOf(tree.left, item), valueOf(tree.right, item), equalities)
    case 'between': {
      const value = valueOf(tree.term, item)
      return (
        compare('>=', value, valueOf(tree.lower, item), equalities) &&
        compare('<=', value, valueOf(tree.upper, item), equalities)
      )
    }
    case 'in': {
      const value = valueOf(tree.term, item)
      return tree.candidates.some((candidate) =>
        compare('=', value, valueOf(candidate, item), equalities),
      )
    }
    case 'exists':
      return (valueAt(item, tree.path) !== undefined) === tree.wanted
    case 'type': {
      const value = valueOf(tree.term, item)
      return value !== undefined && typeOf(value) === tree.type
    }
    case 'begins':
      return beginsWith(valueOf(tree.term, item), valueOf(tree.operand, item))
    case 'contains':
      return contains(valueOf(tree.term, item), valueOf(tree.operand, item))
    default:
      return unreachable(tree)
  }
}

function valueOf(term: Term, item: AttributeMap | undefined): AttributeValue | undefined {
  if (term.kind === 'literal') return term.value
  if (term.kind === 'path') return valueAt(item, term.path)
  const size = sizeOf(valueOf(term.of, item))
  return size === undefined ? undefined : { N: String(size) }
}

type Maybe = AttributeValue | undefined

function compare(operator: Comparator, left: Maybe, right: Maybe, equalities: Equalities): boolean {
  if (left === undefined || right === undefined) return operator === '<>'
  if (operator === '=') return equalities.areEqual(left, right)
  if (operator === '<>') return !equalities.areEqual(left, right)
  const order = compareScalars(left, right)
  if (order === undefined) return false
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return unreachable(operator)
  }
}

function beginsWith(value: Maybe, prefix: Maybe): boolean {
  if (value === undefined || prefix === undefined) return false
  if ('S' in value) return 'S' in prefix && value.S.startsWith(prefix.S)
  if (!('B' in value) || !('B' in prefix)) return false
  const start = bytes(prefix.B)
  return bytes(value.B).subarray(0, start.length).equals(start)
}

/** A part of a string or binary, a member of a set, or an element of a list. */
function contains(value: Maybe, part: Maybe): boolean {
  if (value === undefined || part === undefined) return false
  if ('S' in value) return 'S' in part && textHolds(value.S, part.S)
  if ('B' in value) return 'B' in part && bytesHold(bytes(value.B), bytes(part.B))
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S)
  if ('NS' in value) return 'N' in part && value.NS.some((N) => equalValues({ N }, part))
  if ('BS' in value) return 'B' in part && value.BS.includes(part.B)
  return 'L' in value && value.L.some((element) => equalValues(element, part))
}

/** UTF-16 units of a string (measured at the service), bytes of a binary, members of the rest. */
function sizeOf(value: Maybe): number | undefined {
  if (value === undefined) return undefined
  if ('S' in value) return value.S.length
  if ('B' in value) return valueSize(value)
  if ('L' in value) return value.L.length
  if ('M' in value) return Object.keys(value.M).length
  if ('SS' in value) return value.SS.length
  if ('NS' in value) return value.NS.length
  if ('BS' in value) return value.BS.length
  return undefined
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}
