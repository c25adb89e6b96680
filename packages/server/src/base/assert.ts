/** A fact that the code relies on did not hold. Never shown to a client: the pipeline answers 500 with a request id. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** Throws an {@link InvariantError} unless `fact` holds. `what` says which fact, for the log. */
export function assert(fact: boolean, what: string): asserts fact {
  if (!fact) throw new InvariantError(what)
}

/** For the default branch of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`)
}
