import { silentLogger, systemClock, systemRandom } from './base/index.ts'
import { loadConfig } from './app/config/index.ts'
import { makeEphemeralFoundation } from './app/foundation.ts'
import { startServer } from './app/server.ts'

export interface StartOptions {
  /** Default: any free port. */
  readonly port?: number
  /** Address to listen on. Default: 127.0.0.1. */
  readonly host?: string
  /** Default: us-east-1. */
  readonly region?: string
  /** Twelve digits. Default: 000000000000. */
  readonly accountId?: string
  /** Root credentials. Default: fresh ones. */
  readonly credentials?: Credentials
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Takes the place of a DynamoDB in tests: `new DynamoDBClient(server.clientConfig)`. */
export interface Server {
  /** `https://127.0.0.1:<port>` */
  readonly endpoint: string
  /** The CA to trust, PEM. */
  readonly ca: string
  /** What a client of the AWS SDK for JavaScript v3 is constructed with; it trusts this server's CA alone. */
  readonly clientConfig: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: Credentials
    readonly requestHandler: {
      readonly httpsAgent: { readonly ca: string; readonly keepAlive: true }
    }
  }
  /** Ends the server and forgets its data. Nothing keeps the process alive afterwards. */
  close(): Promise<void>
}

/**
 * Starts a server in this process with its data in memory, TLS and authorization on, and no files.
 * Every call gives a server of its own, with its own keys.
 */
export async function start(options: StartOptions = {}): Promise<Server> {
  const { config, secrets } = await loadConfig({
    flags: {
      inMemory: 'true',
      port: String(options.port ?? 0),
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.region === undefined ? {} : { region: options.region }),
      ...(options.accountId === undefined ? {} : { accountId: options.accountId }),
    },
    env:
      options.credentials === undefined
        ? {}
        : {
            STRONGROOM_ROOT_ACCESS_KEY_ID: options.credentials.accessKeyId,
            STRONGROOM_ROOT_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
          },
  })
  const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const foundation = await makeEphemeralFoundation(config, secrets, surroundings)
  const server = await startServer(config, foundation, surroundings)
  const { accessKeyId, secretAccessKey } = foundation.rootCredential
  const ca = foundation.identity.authority ?? foundation.identity.certificate
  return {
    endpoint: server.endpoint,
    ca,
    clientConfig: {
      endpoint: server.endpoint,
      region: config.region,
      credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal().toString('utf8') },
      requestHandler: { httpsAgent: { ca, keepAlive: true } },
    },
    close: () => server.close(),
  }
}
