/**
 * The cycles of a directed graph: for each strongly connected component with more than one node (or
 * an edge to itself), one shortest cycle, which is what a reader must break first.
 *
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph node to the nodes that it points to
 * @returns {string[][]} the nodes of each cycle in order, the first not repeated at the end
 */
export function cyclesOf(graph) {
  return componentsOf(graph)
    .map((component) => shortestCycle(graph, component))
    .filter((cycle) => cycle !== undefined)
}

/**
 * Tarjan's algorithm. Recursion is as deep as the longest import chain, a few hundred at most.
 *
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @returns {Set<string>[]}
 */
function componentsOf(graph) {
  /** @type {Map<string, number>} */
  const index = new Map()
  /** @type {string[]} */
  const stack = []
  /** @type {Set<string>} */
  const onStack = new Set()
  /** @type {Set<string>[]} */
  const components = []

  /** @type {(node: string) => number} */
  const visit = (node) => {
    const own = index.size
    index.set(node, own)
    let lowest = own
    stack.push(node)
    onStack.add(node)
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next))
      else if (onStack.has(next)) lowest = Math.min(lowest, index.get(next) ?? own)
    }
    if (lowest === own) {
      const component = new Set(stack.splice(stack.indexOf(node)))
      for (const member of component) onStack.delete(member)
      components.push(component)
    }
    return lowest
  }

  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return components
}

/**
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @param {ReadonlySet<string>} component
 * @returns {string[] | undefined}
 */
function shortestCycle(graph, component) {
  /** @type {string[] | undefined} */
  let shortest
  for (const start of [...component].sort()) {
    const cycle = pathBack(graph, component, start)
    if (cycle !== undefined && (shortest === undefined || cycle.length < shortest.length)) {
      shortest = cycle
    }
  }
  return shortest
}

/**
 * The shortest way from a node back to itself, within the component: breadth first.
 *
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @param {ReadonlySet<string>} component
 * @param {string} start
 * @returns {string[] | undefined}
 */
function pathBack(graph, component, start) {
  const seen = new Set([start])
  let paths = [[start]]
  while (paths.length > 0) {
    /** @type {string[][]} */
    const longer = []
    for (const path of paths) {
      for (const next of graph.get(path.at(-1) ?? start) ?? []) {
        if (next === start) return path
        if (!component.has(next) || seen.has(next)) continue
        seen.add(next)
        longer.push([...path, next])
      }
    }
    paths = longer
  }
  return undefined
}
