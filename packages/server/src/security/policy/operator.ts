import type { RequestContext } from './context.ts'
import { PolicyFault } from './fault.ts'
import type { PolicyVersion } from './policy.ts'

/**
 * Undefined means that it cannot be told. `and` and `or` follow Kleene: what is known to be false
 * stays false, what is known to be true stays true, whatever the unknown part may be.
 */
export type Truth = boolean | undefined

/** Whether a value of the request matches one of the policy's; undefined if it is not of the type. */
export type Matcher = (value: string, context: RequestContext) => Truth

/** Reads the policy's values once. Throws {@link PolicyFault} for a value that is not of the type. */
export type MatcherConstructor = (values: readonly string[], version: PolicyVersion) => Matcher

export interface Operator {
  readonly construct: MatcherConstructor
  /** A negated operator holds if no value of the policy matches. */
  readonly negated: boolean
}

/** A family of operators by name, as policies write it. */
export type OperatorTable = Readonly<Record<string, Operator>>

export function is(construct: MatcherConstructor): Operator {
  return { construct, negated: false }
}

export function isNot(construct: MatcherConstructor): Operator {
  return { construct, negated: true }
}

/** The matcher of types where a value is read first and then compared; undefined of `read`: wrong type. */
export function comparing<T>(
  read: (text: string) => T | undefined,
  holds: (value: T, wanted: T) => boolean,
): MatcherConstructor {
  return (values) => {
    const wanted = values.map((text) => read(text) ?? badValue(text))
    return remembering((text) => {
      const value = read(text)
      return value === undefined ? undefined : wanted.some((one) => holds(value, one))
    })
  }
}

/**
 * Remembers the last answer, for tests that look at nothing but the value: requests that follow each other
 * mostly have the same address, second and security of their transport.
 */
export function remembering(test: (text: string) => Truth): (text: string) => Truth {
  let lastText: string | undefined
  let lastTruth: Truth
  return (text) => {
    if (text !== lastText) {
      lastTruth = test(text)
      lastText = text
    }
    return lastTruth
  }
}

export function badValue(text: string): never {
  throw new PolicyFault('condition', `Invalid value in Condition : ${text}`)
}

export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}
