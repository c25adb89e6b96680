import { assert, type Clock, type Logger } from '../base/index.ts'
import {
  Admission,
  listen,
  type RequestHandler,
  type RunningListener,
  type TlsMaterial,
} from '../front/index.ts'
import type { Config } from './config/index.ts'
import { StartError } from './exit.ts'

/** The listeners that settings ask for, which share one admission. */
export interface Listeners {
  /** `https://127.0.0.1:8000` */
  readonly endpoint: string
  readonly httpEndpoint: string | undefined
  readonly vpcEndpoints: readonly string[]
  /** The settings with the ports that the listeners have, where any free one was asked for. */
  readonly config: Config
  drain(graceMs: number): Promise<void>
}

export interface ListenersOptions {
  readonly tls: TlsMaterial
  readonly handler: RequestHandler
  readonly clock: Clock
  readonly logger: Logger
}

/** Opens all of them, or none: rejects with a StartError of one line. */
export async function openListeners(config: Config, options: ListenersOptions): Promise<Listeners> {
  const { tls, handler, clock, logger } = options
  const admission = new Admission()
  const listeners: RunningListener[] = []
  const drain = async (graceMs: number): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.drain(graceMs)))
  }
  const open = async ({ secure, ...place }: Place): Promise<{ url: string; port: number }> => {
    const common = { ...place, handler, clock, logger, admission }
    try {
      const listener = await listen(secure ? { ...common, tls } : common)
      listeners.push(listener)
      const { port } = listener
      return { url: endpointOf(secure ? 'https' : 'http', place.host, port), port }
    } catch (error) {
      throw listenError(error, place.host, place.port)
    }
  }

  try {
    const { host, port, httpPort, endpointsOnly } = config
    const https = endpointsOnly ? undefined : await open({ host, port, secure: true })
    const plain = endpointsOnly ? undefined : httpPort
    const http = plain === undefined ? undefined : await open({ host, port: plain, secure: false })
    const ofVpcs: { url: string; port: number }[] = []
    const places = config.vpcListeners ?? []
    for (const place of places) ofVpcs.push(await open(place))
    const endpoint = https?.url ?? ofVpcs[0]?.url
    assert(endpoint !== undefined, 'a server listens somewhere')
    return {
      endpoint,
      httpEndpoint: http?.url,
      vpcEndpoints: ofVpcs.map(({ url }) => url),
      config: {
        ...config,
        port: https?.port ?? port,
        httpPort: http?.port ?? httpPort,
        ...(config.vpcListeners && {
          vpcListeners: places.map((place, at) => ({
            ...place,
            port: ofVpcs[at]?.port ?? place.port,
          })),
        }),
      },
      drain,
    }
  } catch (error) {
    await drain(0)
    throw error
  }
}

/** Where one listener listens, and whose endpoint it is. */
interface Place {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly vpcId?: string
  readonly clients?: readonly string[]
}

/** How clients on this machine reach the listener. */
function endpointOf(scheme: string, host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${scheme}://${name}:${String(port)}`
}

const listenRemedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there; stop it or choose another port',
  EACCES: 'this user may not listen there; choose a port above 1023',
  EADDRNOTAVAIL: 'this machine does not have that address; check --host',
  ENOTFOUND: 'the name is not known; check --host',
}

function listenError(error: unknown, host: string, port: number): StartError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  const remedy = listenRemedies[code] ?? 'check --host and --port'
  return new StartError(
    'listen',
    `Cannot listen on ${host} port ${String(port)} (${code}): ${remedy}`,
    {
      cause: error,
    },
  )
}
