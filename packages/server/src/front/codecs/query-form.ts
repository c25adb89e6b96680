import { limits } from '../../base/index.ts'
import { malformedInput } from '../../errors/index.ts'

/** The parameters of a form as the dots in their names nest them. */
export interface FormNode {
  value?: string
  readonly children: Map<string, FormNode>
}

/**
 * Reads `application/x-www-form-urlencoded` text, which is a body or the query of a GET. Bounded in
 * parameters and depth before anything is made of it. A name that comes twice is refused, for a
 * request must mean one thing to whoever looks at it.
 */
export function readForm(text: string): FormNode {
  refuseMany(text)
  const root = node()
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > limits.formParameters) throw malformedInput('Too many parameters.')
    if (name.startsWith('X-Amz-')) continue
    const path = name.split('.', limits.formDepth + 1)
    if (path.length > limits.formDepth) throw malformedInput('A parameter is nested too deeply.')
    const at = descend(root, path)
    if (at.value !== undefined) throw malformedInput(`Duplicate parameter ${name.slice(0, 128)}`)
    at.value = value
  }
  return root
}

/** Before any of them is made into texts: there may be millions. */
function refuseMany(text: string): void {
  let count = 0
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    if (++count > limits.formParameters) throw malformedInput('Too many parameters.')
  }
}

function descend(root: FormNode, path: readonly string[]): FormNode {
  let at = root
  for (const step of path) {
    let next = at.children.get(step)
    if (next === undefined) {
      next = node()
      at.children.set(step, next)
    }
    at = next
  }
  return at
}

function node(): FormNode {
  return { children: new Map<string, FormNode>() }
}
