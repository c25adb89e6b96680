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
}
type Constructor<T> = new (input: object) => T

/** The modules are large: each is loaded when it is first asked, and by nothing but this command. */
const services = {
  cloudtrail: { client: 'CloudTrailClient', load: () => import('@aws-sdk/client-cloudtrail') },
  cloudwatch: { client: 'CloudWatchClient', load: () => import('@aws-sdk/client-cloudwatch') },
  dynamodb: { client: 'DynamoDBClient', load: () => import('@aws-sdk/client-dynamodb') },
  streams: {
    client: 'DynamoDBStreamsClient',
    load: () => import('@aws-sdk/client-dynamodb-streams'),
  },
  ec2: { client: 'EC2Client', load: () => import('@aws-sdk/client-ec2') },
  iam: { client: 'IAMClient', load: () => import('@aws-sdk/client-iam') },
  kms: { client: 'KMSClient', load: () => import('@aws-sdk/client-kms') },
  sts: { client: 'STSClient', load: () => import('@aws-sdk/client-sts') },
} as const
type Service = keyof typeof services

/** The API by the stock clients of the AWS SDK. */
export class AwsApi implements Api {
  readonly #options: AwsApiOptions
  readonly #clients = new Map<string, Promise<Client>>()
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
    const [service, operation] = name.split(':') as [Service, string]
    const client = await this.#client(service, sender)
    const Command = (await load(service))[`${operation}Command`] as Constructor<object>
    try {
      const { $metadata, ...output } = await client.send(new Command(input))
      // The clients answer what the table of operations says of them.
      return { output: output as unknown as Output<Name>, requestId: $metadata.requestId }
    } catch (error) {
      throw refusalOf(error)
    }
  }

  close(): void {
    for (const client of this.#clients.values()) {
      client.then((made) => made.destroy()).catch(() => undefined)
    }
    this.#clients.clear()
    this.#agent.destroy()
  }

  #client(service: Service, sender: Sender): Promise<Client> {
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
    const made = this.#make(service, sender)
    this.#clients.set(key, made)
    return made
  }

  async #make(service: Service, sender: Sender): Promise<Client> {
    const { profile } = this.#options
    const endpoint = sender.endpoint ?? this.#options.endpoint
    const region = sender.region ?? this.#options.region
    const credentials = sender.credentials ?? this.#options.credentials
    const Client = (await load(service))[services[service].client] as Constructor<Client>
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

async function load(service: Service): Promise<Record<string, unknown>> {
  return await services[service].load()
}
