import { limits } from '../../base/index.ts'
import { isLeaf, objectOf, readMatcher, type Leaf, type LeafTest } from './matchers.ts'
import { below, PatternFault } from './pattern-fault.ts'

/** Whether a value of an event is as a part of a pattern wants it. `undefined`: it is not there. */
type Test = (value: unknown) => boolean

/** An event pattern, ready for use. */
export interface Pattern {
  matches(event: Readonly<Record<string, unknown>>): boolean
  /** The only names of API operations that it can match; undefined: any. */
  readonly eventNames: ReadonlySet<string> | undefined
}

/**
 * Compiles a pattern in EventBridge's language. Throws a PatternFault that says what is wrong, and where. Of lists in
 * an event one element has to match; where the elements are objects, it is one element for all fields below.
 */
export function compilePattern(pattern: unknown): Pattern {
  const root = objectOf(pattern)
  if (root === undefined) throw new PatternFault('', 'a pattern must be an object')
  const tests = fieldsOf('', root, 0)
  return {
    matches: (event) => tests.every((test) => test(event)),
    eventNames: namesIn(root),
  }
}

/** One test for each field of an object, which all have to hold for the same object. */
function fieldsOf(
  path: string,
  pattern: Readonly<Record<string, unknown>>,
  depth: number,
): readonly Test[] {
  if (depth > limits.alertPatternDepth) throw new PatternFault(path, 'is nested too deeply')
  const entries = Object.entries(pattern)
  if (entries.length === 0) throw new PatternFault(path, 'must name a field')
  return entries.map(([name, value]) => {
    const at = below(path, name)
    if (name === '$or') return anyOf(at, value, depth)
    const test = fieldTest(at, value, depth)
    return (object) => test(memberOf(object, name))
  })
}

function memberOf(object: unknown, name: string): unknown {
  const known = objectOf(object)
  return known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined
}

function anyOf(path: string, value: unknown, depth: number): Test {
  if (!Array.isArray(value) || value.length < 2) {
    throw new PatternFault(path, 'must be a list of two patterns or more')
  }
  const branches = value.map((each: unknown, index) => {
    const at = below(path, index)
    const branch = objectOf(each)
    if (branch === undefined) throw new PatternFault(at, 'must be an object')
    return fieldsOf(at, branch, depth + 1)
  })
  return (object) => branches.some((tests) => tests.every((test) => test(object)))
}

function fieldTest(path: string, value: unknown, depth: number): Test {
  if (Array.isArray(value)) return leavesTest(path, value)
  const inner = objectOf(value)
  if (inner === undefined) throw new PatternFault(path, 'must be a list of values or an object')
  const tests = fieldsOf(path, inner, depth + 1)
  const test: Test = (found) => {
    if (!Array.isArray(found)) return tests.every((each) => each(found))
    // Of no element at all nothing is there, which is what `exists: false` asks for.
    return found.length === 0 ? tests.every((each) => each(undefined)) : found.some(test)
  }
  return test
}

function leavesTest(path: string, list: readonly unknown[]): Test {
  if (list.length === 0) throw new PatternFault(path, 'must not be an empty list')
  const exact = new Set<Leaf>()
  const tests: LeafTest[] = []
  let present = false
  let absent = false
  for (const [index, entry] of list.entries()) {
    const matcher = readMatcher(below(path, index), entry)
    if (matcher.kind === 'exact') exact.add(matcher.value)
    else if (matcher.kind === 'test') tests.push(matcher.test)
    else if (matcher.exists) present = true
    else absent = true
  }
  return (found) => {
    let some = false
    const matched = someLeaf(found, (leaf) => {
      some = true
      return present || exact.has(leaf) || tests.some((test) => test(leaf))
    })
    return matched || (absent && !some)
  }
}

/** Whether one of the values does, which of a list are its elements. Objects have none of their own. */
function someLeaf(found: unknown, test: LeafTest): boolean {
  if (isLeaf(found)) return test(found)
  return Array.isArray(found) && found.some((each) => someLeaf(each, test))
}

function namesIn(root: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  const list: unknown = objectOf(root['detail'])?.['eventName']
  if (!Array.isArray(list)) return undefined
  const names = list.filter((each) => typeof each === 'string')
  return names.length === list.length ? new Set(names) : undefined
}
