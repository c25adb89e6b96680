import { limits, type Clock, type Random } from '../../base/index.ts'
import type { Api, Credentials, Sender } from '../asking/ports.ts'
import { Refusal, refusalOf } from '../asking/refusal.ts'
import type { Notebook } from '../evidence.ts'

/** A user that exists for one run. */
export interface ProbeUser {
  readonly name: string
  readonly arn: string
  readonly sender: Sender & { readonly credentials: Credentials }
}

export interface WorkshopOptions {
  readonly api: Api
  readonly clock: Clock
  readonly random: Random
  readonly notebook: Notebook
  readonly sleep: (ms: number) => Promise<void>
}

/** Name with which everything begins that an assessment makes. */
export const probePrefix = 'strongroom-assess-'

/**
 * Makes throw-away things for active checks, and removes them all in the end, also after an error:
 * whatever is made is noted with its removal before anything else is done.
 */
export class Workshop {
  /** Of the things of this run. */
  readonly name: string
  readonly #options: WorkshopOptions
  readonly #removals: { readonly what: string; remove(): Promise<unknown> }[] = []
  readonly #made = new Map<string, Promise<unknown>>()

  constructor(options: WorkshopOptions) {
    this.#options = options
    this.name = `${probePrefix}${options.random.bytes(6).toString('hex')}`
  }

  /** Removes `what` when the run ends; the last first. */
  later(what: string, remove: () => Promise<unknown>): void {
    this.#removals.push({ what, remove })
  }

  /** Makes something once in a run; `key` names it, and always the same kind of thing. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(key) ?? make()
    this.#made.set(key, made)
    return made as Promise<T>
  }

  /** A user with one access key and no permission. */
  user(): Promise<ProbeUser> {
    return this.once('user', () => this.#makeUser())
  }

  /** Gives the user this one policy, in place of what it had. */
  async permit(...statements: readonly object[]): Promise<ProbeUser> {
    const user = await this.user()
    const { api } = this.#options
    if (statements.length === 0) {
      await api
        .send('iam:DeleteUserPolicy', { UserName: user.name, PolicyName: 'assess' })
        .catch(unlessGone)
      return user
    }
    await api.send('iam:PutUserPolicy', {
      UserName: user.name,
      PolicyName: 'assess',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    })
    return user
  }

  /** Name of a table with the keys `pk` and `sk`, under the service's own key, with two items: `mine` and `theirs`. */
  table(): Promise<string> {
    return this.once('table', () => this.#makeTable())
  }

  /** Waits until a table is there. */
  async active(TableName: string): Promise<void> {
    const { api, clock, sleep } = this.#options
    const began = clock.monotonic()
    while (clock.monotonic() - began < limits.assessTableMs) {
      const { output } = await api.send('dynamodb:DescribeTable', { TableName })
      if (output.Table?.TableStatus === 'ACTIVE') return
      await sleep(limits.assessPollMs)
    }
    throw new Refusal({
      kind: 'refused',
      code: 'TableNotActive',
      status: undefined,
      requestId: undefined,
      message: `${TableName} did not become ACTIVE in time`,
    })
  }

  /** Removes everything, and tells what could not be removed. */
  async close(): Promise<readonly string[]> {
    const left: string[] = []
    for (const removal of this.#removals.splice(0).reverse()) {
      try {
        await removal.remove()
      } catch (error) {
        const refusal = refusalOf(error)
        if (!isGone(refusal)) left.push(`${removal.what} (${refusal.shown()})`)
      }
    }
    return left
  }

  async #makeUser(): Promise<ProbeUser> {
    const { api, notebook } = this.#options
    const UserName = this.name
    const { output } = await api.send('iam:CreateUser', { UserName })
    this.later(`user ${UserName}`, () => api.send('iam:DeleteUser', { UserName }))
    this.later(`policy of user ${UserName}`, () =>
      api.send('iam:DeleteUserPolicy', { UserName, PolicyName: 'assess' }),
    )
    const { AccessKey } = (await api.send('iam:CreateAccessKey', { UserName })).output
    const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {}
    notebook.keepSecret(SecretAccessKey)
    this.later(`access key of user ${UserName}`, () =>
      api.send('iam:DeleteAccessKey', { UserName, AccessKeyId }),
    )
    return {
      name: UserName,
      arn: output.User?.Arn ?? '',
      sender: {
        name: `user ${UserName}`,
        credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
      },
    }
  }

  async #makeTable(): Promise<string> {
    const { api } = this.#options
    const TableName = this.name
    await api.send('dynamodb:CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    })
    this.later(`table ${TableName}`, () => api.send('dynamodb:DeleteTable', { TableName }))
    await this.active(TableName)
    for (const pk of ['mine', 'theirs']) {
      const Item = { pk: { S: pk }, sk: { S: '1' }, open: { S: 'probe' }, closed: { S: 'probe' } }
      await api.send('dynamodb:PutItem', { TableName, Item })
    }
    return TableName
  }
}

/** For what is to be removed, and may never have been there. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Refusal && isGone(error))) throw error
}

function isGone({ code }: Refusal): boolean {
  return /^(NoSuchEntity|NoSuchEntityException|ResourceNotFoundException|NotFoundException)$/.test(
    code,
  )
}
