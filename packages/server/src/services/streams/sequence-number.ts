/*
 * A sequence number is the position of a record in its shard, as decimal text. All have 22 digits,
 * so that they order as numbers and as text alike.
 */
const base = 10n ** 21n

export function sequenceNumber(position: bigint): string {
  return String(base + position)
}

/** The position; undefined for text that is no sequence number. */
export function readSequenceNumber(text: string): bigint | undefined {
  return /^1\d{21}$/.test(text) ? BigInt(text) - base : undefined
}
