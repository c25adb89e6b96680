import type { Clock, Random, Secret } from '../../base/index.ts'
import { mintAccessKeyId, mintSecretAccessKey } from '../credentials/index.ts'
import type { Account, ControlPolicy, Organization } from './entities.ts'
import { fullAccessId, noOrganization } from './organization.ts'
import { rows } from './rows.ts'
import type { IdentityState } from './state.ts'

/** Why an operator's change of accounts cannot be made, in one line. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
}

export interface NewAccount {
  readonly account: Account
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
}

/** Creates an account with root credentials of its own. The secret is not kept anywhere else in clear. */
export async function createAccount(
  state: IdentityState,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  id: string,
  name: string,
): Promise<NewAccount> {
  const accessKeyId = mintAccessKeyId('AKIA', id, random)
  const secretAccessKey = mintSecretAccessKey(random)
  const account = { id, name, createdAt: clock.now() }
  await state.change(async (change) => {
    if ((await change.get(rows.account(id))) !== undefined) {
      throw new AccountError(`account ${id} exists already`)
    }
    change.put(rows.account(id), account)
    change.put(rows.accessKey(accessKeyId), {
      account: id,
      secret: secretAccessKey.reveal().toString('utf8'),
      active: true,
    })
  })
  return { account, accessKeyId, secretAccessKey }
}

/** What control policies are attached to: every account but the management account, or one of them. */
export type ControlTarget = 'all' | { readonly account: string }

/** Attaches a control policy, in place of one of the same name. */
export async function putControlPolicy(
  state: IdentityState,
  target: ControlTarget,
  policy: ControlPolicy,
): Promise<void> {
  const id = controlId(policy.type, policy.name)
  await changeOrganization(state, target, (organization, attached) => ({
    policies: { ...organization.policies, [id]: policy },
    attached: attached.includes(id) ? attached : [...attached, id],
  }))
}

/** Detaches a control policy, and forgets it if nothing is left that it is attached to. */
export async function removeControlPolicy(
  state: IdentityState,
  target: ControlTarget,
  type: ControlPolicy['type'],
  name: string,
): Promise<void> {
  const id = name === 'FullAWSAccess' ? fullAccessId : controlId(type, name)
  await changeOrganization(state, target, (organization, attached) => {
    if (!attached.includes(id)) throw new AccountError(`${name} is not attached there`)
    return { policies: organization.policies, attached: attached.filter((one) => one !== id) }
  })
}

function controlId(type: ControlPolicy['type'], name: string): string {
  return `p-${type}-${name}`
}

interface Attached {
  readonly policies: Organization['policies']
  readonly attached: readonly string[]
}

async function changeOrganization(
  state: IdentityState,
  target: ControlTarget,
  decide: (organization: Organization, attached: readonly string[]) => Attached,
): Promise<void> {
  await state.change(async (change) => {
    const organization = (await change.get(rows.organization())) ?? noOrganization
    if (target !== 'all' && (await change.get(rows.account(target.account))) === undefined) {
      throw new AccountError(`there is no account ${target.account} beside the management account`)
    }
    const before =
      target === 'all'
        ? organization.root
        : (organization.accounts[target.account] ?? [fullAccessId])
    const { policies, attached } = decide(organization, before)
    const moved: Organization =
      target === 'all'
        ? { ...organization, policies, root: attached }
        : {
            ...organization,
            policies,
            accounts: { ...organization.accounts, [target.account]: attached },
          }
    change.put(rows.organization(), withoutUnused(moved))
  })
}

function withoutUnused(organization: Organization): Organization {
  const used = new Set([...organization.root, ...Object.values(organization.accounts).flat()])
  const policies = Object.entries(organization.policies).filter(([id]) => used.has(id))
  return { ...organization, policies: Object.fromEntries(policies) }
}
