import { slot, type Memory } from '../events/index.ts'
import { noteMentions } from './mentions.ts'

export type HolderKind = 'user' | 'group' | 'role'

/** The policies of a user, group or role, as the events so far left them. */
export interface Holder {
  /** Documents by name. */
  readonly inline: Readonly<Record<string, string>>
  /** ARNs of managed policies. */
  readonly attached: readonly string[]
  readonly boundary?: string | undefined
  /** Of a user: its groups. Of a group: its users. By name. */
  readonly others: readonly string[]
  readonly trust?: string | undefined
  /** True: it was there before anything of it was seen. */
  readonly unknown?: boolean | undefined
}

/** A managed policy of a customer. */
export interface Managed {
  readonly versions: Readonly<Record<string, string>>
  readonly inForce: string
  /** Number of the latest version ever made. */
  readonly last: number
  /** To how many it is attached, as a boundary or otherwise. */
  readonly uses: number
}

/** The policy of a table, a stream, a key or an endpoint. */
export interface Attached {
  readonly document: string
}

const holders = slot<Holder>('holder')
const managed = slot<Managed>('managed policy')
const attached = slot<Attached>('policy')

export const nothing: Holder = { inline: {}, attached: [], others: [] }

/** What there is to know of policies without having seen it in an event. */
export interface KnownPolicies {
  /** The document of a policy that AWS manages. */
  awsManaged(arn: string): string | undefined
  /** The policy of a key that is made without one. */
  defaultKeyPolicy(account: string): string
  /** The policy of an endpoint that is made without one. */
  readonly defaultEndpointPolicy: string
}

/** The policies of an account as a memory has them. */
export class Holdings {
  readonly #memory: Memory
  readonly #known: KnownPolicies

  constructor(memory: Memory, known: KnownPolicies) {
    this.#memory = memory
    this.#known = known
  }

  async holder(kind: HolderKind, account: string, name: string): Promise<Holder> {
    const found = await this.#memory.get(holders, holderId(kind, account, name))
    return found ?? { ...nothing, unknown: true }
  }

  put(kind: HolderKind, account: string, name: string, value: Holder | undefined): void {
    for (const document of Object.values(value?.inline ?? {})) this.#note(document)
    for (const arn of value?.attached ?? []) this.#note(this.#known.awsManaged(arn))
    this.#note(value?.trust)
    this.#memory.put(holders, holderId(kind, account, name), value)
  }

  managed(arn: string): Promise<Managed | undefined> {
    return this.#memory.get(managed, arn)
  }

  putManaged(arn: string, value: Managed | undefined): void {
    for (const document of Object.values(value?.versions ?? {})) this.#note(document)
    this.#memory.put(managed, arn, value)
  }

  /** Counts one use more or less. Of policies of AWS nothing is counted. */
  async use(arn: string, difference: 1 | -1): Promise<void> {
    const policy = await this.managed(arn)
    if (policy !== undefined) this.putManaged(arn, { ...policy, uses: policy.uses + difference })
  }

  attached(id: string): Promise<Attached | undefined> {
    return this.#memory.get(attached, id)
  }

  putAttached(id: string, document: string | undefined): void {
    this.#note(document)
    this.#memory.put(attached, id, document === undefined ? undefined : { document })
  }

  #note(document: string | undefined): void {
    if (document !== undefined) noteMentions(this.#memory, document)
  }

  /** Undefined: it is not known what the policy says. */
  async documentOf(arn: string): Promise<string | undefined> {
    const ofAws = this.#known.awsManaged(arn)
    if (ofAws !== undefined) return ofAws
    const policy = await this.managed(arn)
    return policy?.versions[policy.inForce]
  }
}

function holderId(kind: HolderKind, account: string, name: string): string {
  return `${kind} ${account} ${name.toLowerCase()}`
}
