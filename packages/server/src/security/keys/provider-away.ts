/**
 * The provider of the master key does not answer, or not now: `message` is one line that says why and
 * what to do. Asking again may help, and nothing else takes its place.
 */
export class ProviderAwayError extends Error {
  override readonly name = 'ProviderAwayError'
}
