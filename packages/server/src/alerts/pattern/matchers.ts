import { numericTest } from './comparisons.ts'
import { inNetwork } from './network.ts'
import { below, PatternFault } from './pattern-fault.ts'
import { matchesWildcard, wildcardParts } from './wildcard.ts'

/** What one value of an event can be, other than an object or a list. */
export type Leaf = string | number | boolean | null

/** Whether a value is what one entry of a pattern's list asks for. */
export type LeafTest = (value: Leaf) => boolean

/** One entry of the list of a field. */
export type Matcher =
  | { readonly kind: 'exact'; readonly value: Leaf }
  | { readonly kind: 'test'; readonly test: LeafTest }
  /** Whether the field is there at all. */
  | { readonly kind: 'exists'; readonly exists: boolean }

/** Throws PatternFault. */
export function readMatcher(path: string, entry: unknown): Matcher {
  if (isLeaf(entry)) return { kind: 'exact', value: entry }
  const [name, value] = only(path, entry)
  const at = below(path, name)
  if (name === 'exists') {
    if (typeof value !== 'boolean') throw new PatternFault(at, 'must be true or false')
    return { kind: 'exists', exists: value }
  }
  return { kind: 'test', test: readTest(at, name, value) }
}

function readTest(path: string, name: string, value: unknown): LeafTest {
  switch (name) {
    case 'prefix':
      return affix(path, value, (text, part) => text.startsWith(part))
    case 'suffix':
      return affix(path, value, (text, part) => text.endsWith(part))
    case 'equals-ignore-case': {
      const wanted = folded(textOf(path, value))
      return onText((text) => folded(text) === wanted)
    }
    case 'wildcard': {
      const parts = wildcardParts(path, textOf(path, value))
      return onText((text) => matchesWildcard(parts, text))
    }
    case 'cidr':
      return onText(inNetwork(path, textOf(path, value)))
    case 'numeric': {
      const test = numericTest(path, value)
      return (leaf) => typeof leaf === 'number' && test(leaf)
    }
    case 'anything-but':
      return anythingBut(path, value)
    default:
      throw new PatternFault(path, `${JSON.stringify(name)} is no matcher; there are ${known}`)
  }
}

const known = 'prefix, suffix, equals-ignore-case, wildcard, cidr, numeric, anything-but and exists'

function affix(
  path: string,
  value: unknown,
  test: (text: string, part: string) => boolean,
): LeafTest {
  if (typeof value === 'string') {
    const part = textOf(path, value)
    return onText((text) => test(text, part))
  }
  const [name, inner] = only(path, value)
  if (name !== 'equals-ignore-case') {
    throw new PatternFault(path, 'must be a text or {"equals-ignore-case": text}')
  }
  const part = folded(textOf(below(path, name), inner))
  return onText((text) => test(folded(text), part))
}

/** Everything that is there and not this: a value of another kind too. */
function anythingBut(path: string, value: unknown): LeafTest {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw new PatternFault(path, 'must not be an empty list')
  if (values.every((each) => typeof each === 'string' || typeof each === 'number')) {
    const excluded = new Set<Leaf>(values)
    return (leaf) => !excluded.has(leaf)
  }
  const [name, inner] = only(path, value)
  if (!['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(name)) {
    throw new PatternFault(
      path,
      'must be texts or numbers, or one of prefix, suffix, wildcard and equals-ignore-case',
    )
  }
  const at = below(path, name)
  const parts: readonly unknown[] = Array.isArray(inner) ? inner : [inner]
  if (parts.length === 0) throw new PatternFault(at, 'must not be an empty list')
  const tests = parts.map((part) => readTest(at, name, textOf(at, part)))
  return (leaf) => !tests.some((test) => test(leaf))
}

export function isLeaf(value: unknown): value is Leaf {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  )
}

/** Undefined for what is neither an object nor could be one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
}

function only(path: string, value: unknown): readonly [string, unknown] {
  const entries = Object.entries(objectOf(value) ?? {})
  const [entry] = entries
  if (entry === undefined || entries.length > 1) {
    throw new PatternFault(path, `must be a value or an object with one matcher: ${known}`)
  }
  return entry
}

function textOf(path: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new PatternFault(path, 'must be a text that is not empty')
}

function onText(test: (text: string) => boolean): LeafTest {
  return (leaf) => typeof leaf === 'string' && test(leaf)
}

function folded(text: string): string {
  return text.toLowerCase()
}
