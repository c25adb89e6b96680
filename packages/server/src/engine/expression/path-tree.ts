import { showPath, type Path } from './path.ts'

/** Paths that share their beginnings, so that a document is walked and copied once for them all. */
export interface PathTree<Leaf> {
  /** What is to be done here. A tree with a leaf has no branches. */
  readonly leaf: Leaf | undefined
  /** Branches into a map, or for the whole tree into the item. */
  readonly names: ReadonlyMap<string, PathTree<Leaf>> | undefined
  /** Branches into a list. */
  readonly indexes: ReadonlyMap<number, PathTree<Leaf>> | undefined
}

/** A path, and what is to be done there. */
export interface Planting<Leaf> {
  readonly path: Path
  readonly leaf: Leaf
}

interface Node<Leaf> {
  leaf: Leaf | undefined
  names: Map<string, Node<Leaf>> | undefined
  indexes: Map<number, Node<Leaf>> | undefined
  /** The path that made this node. */
  readonly path: Path
}

/**
 * Builds the tree. The paths must neither contain one another nor use one document both as a map and
 * as a list; a pair that does is reported to `refuse`, which throws.
 *
 * The service looks at paths from the last to the first, which shows in the pair that it reports:
 * path one is the earlier in the text. So the paths come `backwards`, and may be bound one by one.
 */
export function plantPaths<Leaf>(
  backwards: Iterable<Planting<Leaf>>,
  refuse: (fault: string) => never,
): PathTree<Leaf> {
  const root: Node<Leaf> = { leaf: undefined, names: new Map(), indexes: undefined, path: [''] }
  for (const { path, leaf } of backwards) {
    let node = root
    for (const step of path) {
      if (node.leaf !== undefined) refuse(clash('overlap', path, node.path))
      const other = typeof step === 'number' ? node.names : node.indexes
      if (other !== undefined) refuse(clash('conflict', path, first(other).path))
      node = branch(node, step, path)
    }
    if (node.leaf !== undefined) refuse(clash('overlap', path, node.path))
    const below = node.names ?? node.indexes
    if (below !== undefined) refuse(clash('overlap', path, first(below).path))
    node.leaf = leaf
  }
  return root
}

function branch<Leaf>(node: Node<Leaf>, step: string | number, path: Path): Node<Leaf> {
  const fresh = (): Node<Leaf> => ({ leaf: undefined, names: undefined, indexes: undefined, path })
  if (typeof step === 'number') {
    node.indexes ??= new Map<number, Node<Leaf>>()
    return getOrSet(node.indexes, step, fresh)
  }
  node.names ??= new Map<string, Node<Leaf>>()
  return getOrSet(node.names, step, fresh)
}

function getOrSet<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

function first<Leaf>(nodes: ReadonlyMap<unknown, Node<Leaf>>): Node<Leaf> {
  for (const node of nodes.values()) return node
  throw new TypeError('a branching without branches')
}

function clash(how: 'overlap' | 'conflict', one: Path, two: Path): string {
  return (
    `Two document paths ${how} with each other; must remove or rewrite one of these paths; ` +
    `path one: ${showPath(one)}, path two: ${showPath(two)}`
  )
}
