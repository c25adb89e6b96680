import { limits, unreachable } from '../../base/index.ts'
import { validation } from '../../errors/index.ts'
import {
  addNumbers,
  attributeOf,
  setAttribute,
  subtractNumbers,
  valueSize,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import type { PathTree } from './path-tree.ts'
import { valueAt } from './path.ts'
import { addTo, deleteFrom, wrongOperand } from './set-values.ts'
import type { Action, SetOperand, Update } from './update.ts'

/**
 * The item after the update. The given item is not changed; what the update does not touch is shared
 * with it. Every operand reads the item as it was, and every list index means the list as it was, so
 * the order of actions and clauses makes no difference.
 *
 * Throws DynamoDB's ValidationException when a path or an operand does not fit the item, and once what
 * is set is larger than any item: an expression can name a large list hundreds of times. Size, nesting
 * and keys of the result are the caller's to check.
 */
export function applyUpdate(update: Update, item: AttributeMap): AttributeMap {
  return changeNames({ update, item, room: limits.itemBytes }, update.tree, item)
}

/** What every step of one update needs: the update, whose actions leaves point to, and the item as it was. */
interface Run {
  readonly update: Update
  readonly item: AttributeMap
  /** Bytes that may yet be set. */
  room: number
}

export function tooLarge(): Error {
  return validation('Item size to update has exceeded the maximum allowed size')
}

/** Counts a value that becomes part of the item: paths do not overlap, so that each is there in full. */
function placed(run: Run, value: AttributeValue): AttributeValue {
  run.room -= valueSize(value)
  if (run.room < 0) throw tooLarge()
  return value
}

function changeNames(run: Run, tree: PathTree<number>, map: AttributeMap): AttributeMap {
  const changed: AttributeMap = {}
  for (const name of Object.keys(map)) {
    const branch = tree.names?.get(name)
    const old = map[name] as AttributeValue
    const value = branch === undefined ? old : change(run, branch, old)
    if (value !== undefined) setAttribute(changed, name, value)
  }
  for (const [name, branch] of tree.names ?? []) {
    if (attributeOf(map, name) !== undefined) continue
    const value = change(run, branch, undefined)
    if (value !== undefined) setAttribute(changed, name, value)
  }
  return changed
}

/** What comes of one value; undefined when it is removed, or was absent and stays so. */
function change(
  run: Run,
  tree: PathTree<number>,
  old: AttributeValue | undefined,
): AttributeValue | undefined {
  if (tree.leaf !== undefined) return act(run.update.actions[tree.leaf] as Action, old, run)
  if (old !== undefined && tree.names !== undefined && 'M' in old) {
    return { M: changeNames(run, tree, old.M) }
  }
  if (old !== undefined && tree.indexes !== undefined && 'L' in old) {
    return { L: changeList(run, tree.indexes, old.L) }
  }
  throw validation('The document path provided in the update expression is invalid for update')
}

/** Elements beyond the end are appended in the order of their indexes, without gaps. */
function changeList(
  run: Run,
  branches: ReadonlyMap<number, PathTree<number>>,
  list: readonly AttributeValue[],
): AttributeValue[] {
  const changed: (AttributeValue | undefined)[] = [...list]
  for (const index of [...branches.keys()].sort((a, b) => a - b)) {
    const value = change(run, branches.get(index) as PathTree<number>, list[index])
    if (index < list.length) changed[index] = value
    else changed.push(value)
  }
  return changed.filter((element) => element !== undefined)
}

function act(
  action: Action,
  old: AttributeValue | undefined,
  run: Run,
): AttributeValue | undefined {
  const { update } = run
  switch (action.clause) {
    case 'SET':
      return placed(run, read(action.operand, run))
    case 'REMOVE':
      return undefined
    case 'ADD':
      return placed(run, addTo(old, action.value, update.mismatch))
    case 'DELETE':
      return deleteFrom(old, action.value, update.mismatch)
    default:
      return unreachable(action)
  }
}

function read(operand: SetOperand, run: Run): AttributeValue {
  const { item } = run
  switch (operand.kind) {
    case 'literal':
      return operand.value
    case 'path': {
      const value = valueAt(item, operand.path)
      if (value !== undefined) return value
      throw validation(
        'The provided expression refers to an attribute that does not exist in the item',
      )
    }
    case 'if_not_exists': {
      // Read even when it is not needed: the service refuses one that refers to nothing.
      const otherwise = read(operand.otherwise, run)
      return valueAt(item, operand.path) ?? otherwise
    }
    case 'list_append': {
      const first = read(operand.first, run)
      const second = read(operand.second, run)
      if (!('L' in first) || !('L' in second)) throw wrongOperand()
      // Each element has a byte at least.
      if (first.L.length + second.L.length > run.room) throw tooLarge()
      return { L: [...first.L, ...second.L] }
    }
    case '+':
    case '-': {
      const left = read(operand.left, run)
      const right = read(operand.right, run)
      if (!('N' in left) || !('N' in right)) throw wrongOperand()
      return { N: (operand.kind === '+' ? addNumbers : subtractNumbers)(left.N, right.N) }
    }
    default:
      return unreachable(operand)
  }
}
