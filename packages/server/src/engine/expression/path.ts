import { attributeOf, type AttributeMap, type AttributeValue } from '../../values/index.ts'

/** A document path with its names looked up. The first step is always an attribute's name. */
export type Path = readonly [string, ...(string | number)[]]

/** The value at a path; undefined where the item has none or has another type on the way. */
export function valueAt(item: AttributeMap | undefined, path: Path): AttributeValue | undefined {
  let value = item && attributeOf(item, path[0])
  for (let depth = 1; depth < path.length && value !== undefined; depth++) {
    value = child(value, path[depth] as string | number)
  }
  return value
}

function child(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined
  return 'M' in value ? attributeOf(value.M, step) : undefined
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, depth) => step === b[depth])
}

/** A path as the service shows it in errors: `[a, [3], b]`. */
export function showPath(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : step))
  return `[${steps.join(', ')}]`
}
