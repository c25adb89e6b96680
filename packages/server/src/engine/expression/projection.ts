import {
  attributeOf,
  setAttribute,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import { Binder } from './binder.ts'
import { ParseCache } from './parse-cache.ts'
import { plantPaths, type PathTree, type Planting } from './path-tree.ts'
import { parseProjectionSyntax } from './projection-parser.ts'
import type { Substitutions } from './substitutions.ts'
import type { PathSyntax } from './tree.ts'

export interface Projection {
  readonly tree: PathTree<unknown>
  /** Top-level attributes that are projected, whole or in part. */
  readonly attributes: ReadonlySet<string>
  readonly nestedAttributes: ReadonlySet<string>
}

const cache = new ParseCache<readonly PathSyntax[]>()

/** Parses a projection and binds it to a request. Throws DynamoDB's ValidationException. */
export function parseProjection(text: string, substitutions: Substitutions): Projection {
  const binder = new Binder('ProjectionExpression', substitutions)
  const syntax = cache.get(text, () => parseProjectionSyntax(text))
  return {
    tree: plantPaths(backwards(binder, syntax), binder.refuse),
    attributes: binder.attributes,
    nestedAttributes: binder.nestedAttributes,
  }
}

function* backwards(binder: Binder, paths: readonly PathSyntax[]): Generator<Planting<true>> {
  for (const steps of paths.toReversed()) yield { path: binder.path(steps), leaf: true }
}

/**
 * The parts of the item at the projection's paths, within the maps and lists that they lie in.
 * Elements of a list keep their order and close up. The parts are shared with the item, not copied.
 */
export function project(projection: Projection, item: AttributeMap): AttributeMap {
  return projectTree(projection.tree, item)
}

/** As {@link project}, from the paths alone. */
export function projectTree(tree: PathTree<unknown>, item: AttributeMap): AttributeMap {
  return pickNames(tree, item) ?? {}
}

function pick(tree: PathTree<unknown>, value: AttributeValue): AttributeValue | undefined {
  if (tree.leaf !== undefined) return value
  if ('M' in value) {
    const M = pickNames(tree, value.M)
    return M && { M }
  }
  if (!('L' in value) || tree.indexes === undefined) return undefined
  const L: AttributeValue[] = []
  for (const index of [...tree.indexes.keys()].sort((a, b) => a - b)) {
    const element = value.L[index]
    const part = element && pick(tree.indexes.get(index) as PathTree<unknown>, element)
    if (part !== undefined) L.push(part)
  }
  return L.length === 0 ? undefined : { L }
}

/** Undefined where nothing is found, so that no empty map is left of a path that leads nowhere. */
function pickNames(tree: PathTree<unknown>, map: AttributeMap): AttributeMap | undefined {
  let picked: AttributeMap | undefined
  for (const [name, branch] of tree.names ?? []) {
    const value = attributeOf(map, name)
    const part = value && pick(branch, value)
    if (part !== undefined) setAttribute((picked ??= {}), name, part)
  }
  return picked
}
