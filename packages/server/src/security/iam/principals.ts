import { readIamArn } from './ids.ts'
import { rows } from './rows.ts'
import type { IdentityState } from './state.ts'

/** Who there is, for policies that name users, roles and accounts. */
export class Principals {
  readonly #state: IdentityState
  readonly #management: string

  /** `management`: the account of the server, which has no row. */
  constructor(state: IdentityState, management: string) {
    this.#state = state
    this.#management = management
  }

  /** The unique id of the user or role that an ARN names; undefined: there is none. */
  async idOf(arn: string): Promise<string | undefined> {
    const read = readIamArn(arn)
    if (read?.kind !== 'user' && read?.kind !== 'role') return undefined
    const found =
      read.kind === 'user'
        ? await this.#state.read(rows.user(read.account, read.name))
        : await this.#state.read(rows.role(read.account, read.name))
    return found?.path === read.path && found.name === read.name ? found.id : undefined
  }

  async hasAccount(id: string): Promise<boolean> {
    return id === this.#management || (await this.#state.read(rows.account(id))) !== undefined
  }

  async hasRole(account: string, name: string): Promise<boolean> {
    return (await this.#state.read(rows.role(account, name)))?.name === name
  }
}
