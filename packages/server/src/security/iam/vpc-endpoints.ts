import type { CompiledPolicies } from '../policy/index.ts'
import type { Documents } from './documents.ts'
import { rows } from './rows.ts'
import type { IdentityState } from './state.ts'

/** An endpoint as requests through it see it. */
export interface ReachedEndpoint {
  readonly id: string
  readonly vpcId: string
  readonly policy: CompiledPolicies
}

/** Finds the endpoint by which a VPC reaches a service: at most one, whoever owns it. */
export class VpcEndpointSource {
  readonly #state: IdentityState
  readonly #documents: Documents
  #version = -1
  #found = new Map<string, ReachedEndpoint | undefined>()

  constructor(state: IdentityState, documents: Documents) {
    this.#state = state
    this.#documents = documents
  }

  /** As of this moment. `service`: as in the credential scope, `dynamodb`. */
  async find(vpcId: string, service: string): Promise<ReachedEndpoint | undefined> {
    const version = await this.#state.version()
    if (version !== this.#version) {
      this.#version = version
      this.#found = new Map()
    }
    const found = this.#found
    const id = `${vpcId} ${service}`
    if (found.has(id)) return found.get(id)
    const made = await this.#read(vpcId, service)
    found.set(id, made)
    return made
  }

  async #read(vpcId: string, service: string): Promise<ReachedEndpoint | undefined> {
    const reached = await this.#state.read(rows.endpointOfVpc(vpcId, service))
    if (reached === undefined) return undefined
    const endpoint = await this.#state.read(rows.endpoint(reached.account, reached.id))
    if (endpoint === undefined) return undefined
    const named = { id: endpoint.id, document: endpoint.policy }
    return { id: endpoint.id, vpcId, policy: this.#documents.compile('endpoint', [named]) }
  }
}
