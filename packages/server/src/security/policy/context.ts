/**
 * What the server knows about a request, by condition key. A text is a single-valued key, a list a
 * multi-valued one; which of the two is a property of the key, not of how many values it has now.
 */
export type ContextValue = string | readonly string[] | typeof ambiguous

/** Two values were given for one single-valued key. No condition on the key can be evaluated. */
export const ambiguous = Symbol('ambiguous')

/** Keys in lower case: build it with {@link requestContext}. */
export type RequestContext = ReadonlyMap<string, ContextValue>

/**
 * Collects a request's keys, which are compared without regard to case. Leave a key out if the
 * request has no value for it: an absent key and an empty one are different things to a policy.
 * A list without values counts as absent. Tags whose keys differ in case only, and have different
 * values, make the key {@link ambiguous}.
 */
export function requestContext(
  entries: Iterable<readonly [key: string, value: string | readonly string[]]>,
): RequestContext {
  const context = new Map<string, ContextValue>()
  for (const [key, value] of entries) {
    if (typeof value !== 'string' && value.length === 0) continue
    const name = key.toLowerCase()
    const known = context.get(name)
    context.set(name, known === undefined || known === value ? value : ambiguous)
  }
  return context
}
