import type { ComparableKind, PolicyText, PolicyTexts } from '../../security/policy/index.ts'
import type { Holder, HolderKind, Holdings } from './holdings.ts'

/** What one event made of policies that act together. */
export interface PolicyChange {
  readonly kind: ComparableKind
  /** Whose policies, or which resource's: an ARN where there is one. */
  readonly subject: string
  /** Undefined: what was there before is not known. */
  readonly before: PolicyTexts | undefined
  readonly after: PolicyTexts
  /**
   * True: whoever has these policies may have others beside them, which are not looked at. A Deny that is gone then
   * permits more even if nothing here allows.
   */
  readonly partial?: boolean
  /** How alerts name the kind and whom it is about, where neither the kind nor the subject says it. */
  readonly shownAs?: { readonly kind?: string; readonly principal?: string }
}

/** A change of what policies ask for: more may be permitted, and no comparison of policies tells whether it is. */
export interface Doubt {
  readonly subject: string
  readonly doubt: string
}

/** Policies of one document. */
export function texts(id: string, document: string | undefined): PolicyTexts {
  return { policies: document === undefined ? [] : [{ id, document }] }
}

/** All that limits or allows what a user or role does; of a group, what it adds. */
export async function policiesOf(
  holdings: Holdings,
  kind: HolderKind,
  account: string,
  holder: Holder,
): Promise<PolicyTexts> {
  const policies = await ownPolicies(holdings, holder)
  if (kind === 'user') {
    for (const name of holder.others) {
      const group = await holdings.holder('group', account, name)
      policies.push(...(await ownPolicies(holdings, group)))
    }
  }
  if (holder.boundary === undefined) return { policies }
  return { policies, boundary: [await managedText(holdings, holder.boundary)] }
}

async function ownPolicies(holdings: Holdings, holder: Holder): Promise<PolicyText[]> {
  const found = Object.entries(holder.inline).map(([id, document]) => ({ id, document }))
  for (const arn of holder.attached) found.push(await managedText(holdings, arn))
  return found
}

/** Of a policy that was never seen the text is none that can be read, so that the comparison is not certain. */
async function managedText(holdings: Holdings, arn: string): Promise<PolicyText> {
  return { id: arn, document: (await holdings.documentOf(arn)) ?? '' }
}
