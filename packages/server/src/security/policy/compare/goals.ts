import type { Effort } from './effort.ts'
import type { Goal } from './search.ts'
import type { Roles } from './sides.ts'

/**
 * What makes a request newly allowed: an Allow in every layer of after and no Deny there; and before
 * either no Allow in some layer, or a Deny. Each goal is one way to be so, and together they are all.
 */
export function goalsOf(before: Roles, after: Roles, effort: Effort): readonly Goal[] {
  const goals: Goal[] = []
  const liftedDenies = bitsOf(before.denies & ~after.denies)
  for (const required of oneOfEach(after.allows)) {
    effort.spend()
    for (const layer of before.allows) {
      const forbidden = after.denies | layer
      if ((required & forbidden) === 0n) goals.push({ required, forbidden })
    }
    for (const deny of liftedDenies) {
      effort.spend()
      goals.push({ required: required | deny, forbidden: after.denies })
    }
  }
  return goals
}

function oneOfEach(layers: readonly bigint[]): readonly bigint[] {
  let found = [0n]
  for (const layer of layers)
    found = found.flatMap((mask) => bitsOf(layer).map((bit) => mask | bit))
  return found
}

function bitsOf(mask: bigint): readonly bigint[] {
  const bits: bigint[] = []
  for (let rest = mask; rest !== 0n; rest &= rest - 1n) bits.push(rest & -rest)
  return bits
}
