/** What a sealed value is bound to: the same pairs must be given to open it. Not secret. */
export type SealContext = Readonly<Record<string, string>>

/**
 * The bytes that AES-GCM authenticates for a context: the pairs sorted by name, as a JSON array of
 * arrays. JSON quotes every name and value, so two different contexts never give the same bytes.
 */
export function canonicalContext(context: SealContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Buffer.from(JSON.stringify(pairs), 'utf8')
}
