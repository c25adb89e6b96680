import { Agent } from 'node:https'
import type { Input, OperationName, Output } from './operations.ts'
import type { Answer, Api, Credentials, Sender } from './ports.ts'
import { refusalOf } from './refusal.ts'

export interface AwsApiOptions {
  /** Absent: AWS's own endpoints. */
  readonly endpoint?: string
  /** Absent: from the usual chain. */
  readonly region?: string
  readonly profile?: string
  /** Absent: from the usual chain. */
  readonly credentials?: Credentials
  /** To trust instead of the system's, PEM. */
  readonly ca?: string
}

/** What the clients of the SDK have in common, as far as it is used here. */
interface Client {
  send(command: object): Promise<{ readonly $metadata: { readonly requestId?: string } }>
  destroy(): void
  readonly config: { region(): Promise<string> }
}
type Constructor<T> = new (input: object) => T

type Service = keyof (typeof import('./sdk.ts'))['clients']

/** The API by the stock clients of the AWS SDK. */
export class AwsApi implements Api {
  readonly #options: AwsApiOptions
  readonly #clients = new Map<string, Client>()
  #sdk: Promise<typeof import('./sdk.ts')> | undefined
  /** One for all clients: a handshake costs the server more than most requests. */
  readonly #agent: Agent

  constructor(options: AwsApiOptions) {
    this.#options = options
    const { ca } = options
    this.#agent = new Agent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
  }

  async send<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    sender: Sender = {},
  ): Promise<Answer<Name>> {
    const { clients, commands } = await (this.#sdk ??= import('./sdk.ts'))
    const service = name.slice(0, name.indexOf(':')) as Service
    const client = this.#client(service, clients[service], sender)
    const Command = commands[name] as Constructor<object>
    try {
      const { $metadata, ...output } = await client.send(new Command(input))
      // The clients answer what the table of operations says of them.
      return { output: output as unknown as Output<Name>, requestId: $metadata.requestId }
    } catch (error) {
      throw refusalOf(error)
    }
  }

  /** That of the options, or of the usual chain. Rejects when there is none. */
  async region(): Promise<string> {
    const { clients } = await (this.#sdk ??= import('./sdk.ts'))
    return this.#client('sts', clients.sts, {}).config.region()
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy()
    this.#clients.clear()
    this.#agent.destroy()
  }

  #client(service: Service, Client: Constructor<Client>, sender: Sender): Client {
    const key = JSON.stringify([
      service,
      sender.credentials?.accessKeyId,
      sender.credentials?.secretAccessKey,
      sender.credentials?.sessionToken,
      sender.endpoint,
      sender.region,
      sender.clockOffsetMs,
    ])
    const known = this.#clients.get(key)
    if (known !== undefined) return known
    const made = this.#make(Client, sender)
    this.#clients.set(key, made)
    return made
  }

  #make(Client: Constructor<Client>, sender: Sender): Client {
    const { profile } = this.#options
    const endpoint = sender.endpoint ?? this.#options.endpoint
    const region = sender.region ?? this.#options.region
    const credentials = sender.credentials ?? this.#options.credentials
    return new Client({
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      ...(credentials === undefined ? {} : { credentials }),
      ...(sender.clockOffsetMs === undefined ? {} : { systemClockOffset: sender.clockOffsetMs }),
      // A retry would hide what the first answer was.
      maxAttempts: sender.credentials === undefined && sender.clockOffsetMs === undefined ? 3 : 1,
      requestHandler: { httpsAgent: this.#agent },
    })
  }
}
