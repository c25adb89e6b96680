/** Whether something that happens at `rate` (0 to 1, default 0) happens this time. */
export type Chance = (rate: number | undefined) => boolean

/**
 * Repeatable chance from a seed of 32 bits (the generator is Marsaglia's xorshift). Not for secrets.
 * A rate of 0 draws no number, so switching one fault off leaves the others where they were.
 */
export function seededChance(seed: number): Chance {
  // The generator would stay at 0 for ever.
  let state = seed >>> 0 || 0x9e37_79b9
  return (rate = 0) => {
    if (rate <= 0) return false
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000 < rate
  }
}
