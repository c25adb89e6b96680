import type { CompiledPolicies } from '../policy/index.ts'
import type { Documents, NamedDocument } from './documents.ts'
import type { Organization } from './entities.ts'
import { rows } from './rows.ts'
import type { RowReader } from './standing.ts'
import type { IdentityState } from './state.ts'

/** Allows everything; attached to every level until an operator takes it away. */
export const fullAccessId = 'p-FullAWSAccess'

const fullAccess: NamedDocument = {
  id: `arn:aws:organizations::aws:policy/service_control_policy/${fullAccessId}`,
  document: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  }),
}

export const noOrganization: Organization = { policies: {}, root: [fullAccessId], accounts: {} }

export interface ControlPolicies {
  readonly scp?: readonly CompiledPolicies[]
  readonly rcp?: CompiledPolicies
}

/**
 * The service and resource control policies of an account. Those of the root apply to every account
 * but the management account, which is the server's default one; as in AWS nothing limits that one.
 */
export class ControlPolicySource {
  readonly #state: IdentityState
  readonly #documents: Documents
  readonly #managementAccount: string
  #version = -1
  #found = new Map<string, ControlPolicies>()

  constructor(state: IdentityState, documents: Documents, managementAccount: string) {
    this.#state = state
    this.#documents = documents
    this.#managementAccount = managementAccount
  }

  /** As of this moment: asks the version of the state first. */
  async of(account: string): Promise<ControlPolicies> {
    if (account === this.#managementAccount) return {}
    const version = await this.#state.version()
    if (version !== this.#version) {
      this.#version = version
      this.#found = new Map()
    }
    const found = this.#found
    const known = found.get(account)
    if (known !== undefined) return known
    const made = await this.seenBy(this.#state, account)
    found.set(account, made)
    return made
  }

  /**
   * As `reader` sees them. A credential is made by what its own reader saw: what is remembered here may be
   * older than that by a change of this moment, and would then be kept with it.
   */
  async seenBy(reader: RowReader, account: string): Promise<ControlPolicies> {
    if (account === this.#managementAccount) return {}
    const organization = await reader.read(rows.organization())
    return organization === undefined ? {} : this.#compile(organization, account)
  }

  #compile(organization: Organization, account: string): ControlPolicies {
    const levels = [organization.root, organization.accounts[account] ?? [fullAccessId]]
    const rcps = levels
      .flat()
      .flatMap((id) => documentOf(organization, id, 'rcp', this.#managementAccount))
    const scp = levels.map((ids) =>
      this.#documents.compile(
        'scp',
        ids.flatMap((id) => documentOf(organization, id, 'scp', this.#managementAccount)),
      ),
    )
    return rcps.length === 0 ? { scp } : { scp, rcp: this.#documents.compile('rcp', rcps) }
  }
}

function documentOf(
  organization: Organization,
  id: string,
  type: 'scp' | 'rcp',
  management: string,
): NamedDocument[] {
  if (id === fullAccessId) return type === 'scp' ? [fullAccess] : []
  const policy = organization.policies[id]
  if (policy?.type !== type) return []
  const kind = type === 'scp' ? 'service_control_policy' : 'resource_control_policy'
  const arn = `arn:aws:organizations::${management}:policy/o-strongroom/${kind}/${id}`
  return [{ id: arn, document: policy.document }]
}
