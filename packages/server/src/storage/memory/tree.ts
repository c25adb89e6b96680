import { assert } from '../../base/index.ts'
import type { Entry } from '../kv.ts'

/**
 * A B+tree that is never changed in place: a write copies the path from the leaf to the root and
 * shares the rest. An old root is therefore a snapshot, free to take and free to drop.
 *
 * A deletion removes empty nodes but does not merge half-empty ones. That costs a little memory
 * and nothing else.
 */
type Leaf = readonly Entry[]
interface Branch {
  /** The least key that each child held when it was made: a lower bound for its keys. */
  readonly bounds: readonly Buffer[]
  readonly children: readonly Node[]
}
type Node = Leaf | Branch

const fanout = 64

export type Tree = Node
export const emptyTree: Tree = []

function isLeaf(node: Node): node is Leaf {
  return Array.isArray(node)
}

/** The position of the first element that is not below `key`. */
function lowerBound<T>(items: readonly T[], key: Buffer, keyOf: (item: T) => Buffer): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keyOf(at(items, middle)).compare(key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  assert(item !== undefined, 'a tree position exists')
  return item
}

const entryKey = (entry: Entry): Buffer => entry.key
const self = (key: Buffer): Buffer => key

/** The child that may hold `key`: the last one whose bound is not above it, or the first. */
function childFor(branch: Branch, key: Buffer): number {
  const index = lowerBound(branch.bounds, key, self)
  const exact = index < branch.bounds.length && at(branch.bounds, index).equals(key)
  return exact ? index : Math.max(0, index - 1)
}

export function find(tree: Tree, key: Buffer): Entry | undefined {
  let node = tree
  while (!isLeaf(node)) node = at(node.children, childFor(node, key))
  const entry = node[lowerBound(node, key, entryKey)]
  return entry?.key.equals(key) ? entry : undefined
}

/** The tree with `entry`, which replaces one of the same key. */
export function insert(tree: Tree, entry: Entry): Tree {
  return join(inserted(tree, entry))
}

/** The tree without `key`; the same tree if it was not there. */
export function remove(tree: Tree, key: Buffer): Tree {
  if (find(tree, key) === undefined) return tree
  let root = removed(tree, key)
  while (root !== undefined && !isLeaf(root) && root.children.length === 1)
    root = at(root.children, 0)
  return root ?? emptyTree
}

function inserted(node: Node, entry: Entry): Node[] {
  if (isLeaf(node)) {
    const index = lowerBound(node, entry.key, entryKey)
    const replaced = node[index]?.key.equals(entry.key) ? 1 : 0
    return split(node.toSpliced(index, replaced, entry))
  }
  const index = childFor(node, entry.key)
  const grown = inserted(at(node.children, index), entry)
  const children = node.children.toSpliced(index, 1, ...grown)
  const bounds = node.bounds.toSpliced(index, 1, ...grown.map(leastKey))
  if (children.length <= fanout) return [{ bounds, children }]
  const half = children.length >>> 1
  return [
    { bounds: bounds.slice(0, half), children: children.slice(0, half) },
    { bounds: bounds.slice(half), children: children.slice(half) },
  ]
}

function split(leaf: Leaf): Node[] {
  if (leaf.length <= fanout) return [leaf]
  const half = leaf.length >>> 1
  return [leaf.slice(0, half), leaf.slice(half)]
}

function removed(node: Node, key: Buffer): Node | undefined {
  if (isLeaf(node)) {
    const rest = node.toSpliced(lowerBound(node, key, entryKey), 1)
    return rest.length > 0 ? rest : undefined
  }
  const index = childFor(node, key)
  const shrunk = removed(at(node.children, index), key)
  if (shrunk === undefined && node.children.length === 1) return undefined
  if (shrunk === undefined) {
    return { bounds: node.bounds.toSpliced(index, 1), children: node.children.toSpliced(index, 1) }
  }
  return { bounds: node.bounds, children: node.children.with(index, shrunk) }
}

function join(nodes: Node[]): Tree {
  return nodes.length === 1 ? at(nodes, 0) : { bounds: nodes.map(leastKey), children: nodes }
}

function leastKey(node: Node): Buffer {
  return isLeaf(node) ? at(node, 0).key : at(node.bounds, 0)
}

/** The entries with start <= key < end, in order, or backwards from the end. */
export function* walk(tree: Tree, start: Buffer, end: Buffer, reverse: boolean): Generator<Entry> {
  if (start.compare(end) >= 0) return
  if (isLeaf(tree)) {
    const from = lowerBound(tree, start, entryKey)
    const to = lowerBound(tree, end, entryKey)
    if (reverse) for (let index = to - 1; index >= from; index--) yield at(tree, index)
    else for (let index = from; index < to; index++) yield at(tree, index)
    return
  }
  const first = childFor(tree, start)
  const last = childFor(tree, end)
  if (reverse)
    for (let i = last; i >= first; i--) yield* walk(at(tree.children, i), start, end, true)
  else for (let i = first; i <= last; i++) yield* walk(at(tree.children, i), start, end, false)
}
