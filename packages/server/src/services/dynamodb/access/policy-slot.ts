import { limits } from '../../../base/index.ts'
import type { ResourcePolicyDescriptor, ResourcePolicySlot } from '../../../engine/index.ts'
import { policyNotFound, throttling } from '../../../errors/index.ts'

/** A change of a resource policy, as it is asked for. */
export interface PolicyChange {
  /** `table Music`, `stream 2026-…`: how refusals name what has the policy. */
  readonly holder: string
  /** The revision that the caller expects, or `NO_POLICY`. */
  readonly expected: string | undefined
  readonly now: number
}

/** The slot with this policy; the same slot where the policy there means the same. Pure. */
export function slotWithPolicy(
  slot: ResourcePolicySlot,
  policy: Omit<ResourcePolicyDescriptor, 'revisionId'>,
  change: PolicyChange,
): ResourcePolicySlot {
  checkExpectedRevision(slot, change)
  if (slot.policy && sameMeaning(slot.policy, policy)) return slot
  checkRest(slot, change)
  return { policy: { ...policy, revisionId: String(change.now) } }
}

/** The slot without a policy; the same slot where it has none. Pure. */
export function slotWithoutPolicy(
  slot: ResourcePolicySlot,
  change: PolicyChange,
): ResourcePolicySlot {
  checkExpectedRevision(slot, change)
  if (slot.policy === undefined) return slot
  checkRest(slot, change)
  return { removedAt: change.now }
}

/** Users and roles made anew under the names of old ones are others: the policy is then to mean them. */
function sameMeaning(
  a: Omit<ResourcePolicyDescriptor, 'revisionId'>,
  b: Omit<ResourcePolicyDescriptor, 'revisionId'>,
): boolean {
  if (a.document !== b.document) return false
  // One that was stored before ids were has none.
  const [old, next] = [a.principals ?? b.principals ?? {}, b.principals ?? {}]
  return Object.entries(next).every(([arn, id]) => old[arn] === id)
}

function checkExpectedRevision({ policy }: ResourcePolicySlot, change: PolicyChange): void {
  const { expected, holder } = change
  const current = policy?.revisionId
  if (expected === undefined || expected === (current ?? 'NO_POLICY')) return
  if (expected === 'NO_POLICY') {
    throw policyNotFound(
      `Requested policy update expecting none to be present for ${holder}, but a policy exists with revision id ${current ?? ''}.`,
    )
  }
  throw policyNotFound(
    `Requested update for policy with revision id ${expected}, but the policy associated to target ${holder} has revision id ${current ?? ''}.`,
  )
}

function checkRest({ policy, removedAt }: ResourcePolicySlot, change: PolicyChange): void {
  const again = Number(policy?.revisionId ?? removedAt ?? -Infinity) + limits.resourcePolicyRestMs
  if (change.now >= again) return
  throw throttling(
    `Resource-based policy for ${change.holder} modified within the previous ${String(limits.resourcePolicyRestMs)} milliseconds. Please try again after ${new Date(again).toISOString()}.`,
  )
}
