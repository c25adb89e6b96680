import { Secret, silentLogger, systemClock, type Clock, type Logger } from '../../src/base/index.ts'
import {
  createEngine,
  type BackgroundPlace,
  type DataKeySource,
  type Engine,
  type SealLimits,
  type ShardBounds,
  type TableDelays,
  type ThroughputSettings,
} from '../../src/engine/index.ts'
import { decodeInput } from '../../src/front/index.ts'
import { rootCaller } from '../../src/security/credentials/index.ts'
import {
  compiledResourcePolicy,
  dynamodbService,
  type TableKeyService,
} from '../../src/services/dynamodb/index.ts'
import type { PrincipalDirectory } from '../../src/security/policy/index.ts'
import { streamsService } from '../../src/services/streams/index.ts'
import { RawJson, type RequestContext } from '../../src/services/operation.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { seededRandom } from './dice.ts'

/** An answer with stored items parsed. */
export type Answer = Readonly<Record<string, unknown>>

/** Whoever carries out operations: an engine in this process, or a client of a server. */
export interface Callable {
  /** One operation by its name on the wire. Rejects with the error of a refusal. */
  call(operation: string, input: object): Promise<Answer>
}

/** DynamoDB's operations on a store, from the decoder down: no sockets, no signatures, no authorization. */
export interface InProcess extends Callable {
  readonly engine: Engine
}

export interface InProcessOptions {
  readonly store: KvStore
  /** Keys and ids come from it, so that a run can be repeated. */
  readonly seed: number
  /** Which of several processes on one store this is: they share the keys and nothing else. */
  readonly node?: number
  readonly logger?: Logger
  readonly shared?: boolean
  readonly clock?: Clock
  readonly background?: BackgroundPlace
  readonly seals?: SealLimits
  /** Absent: nothing is throttled. */
  readonly throughput?: ThroughputSettings
  readonly delays?: TableDelays
  readonly streamShards?: number
  readonly shardBounds?: ShardBounds
  readonly itemCollectionBytes?: number
}

const accountId = '000000000000'

const context: RequestContext = {
  requestId: 'TEST',
  caller: rootCaller(accountId, 'AKIDTEST'),
  region: 'us-east-1',
  secureTransport: true,
  sourceIp: '127.0.0.1',
  host: 'localhost:8000',
}

export function inProcess(options: InProcessOptions): InProcess {
  const {
    store,
    seed,
    node,
    logger,
    shared,
    clock,
    background,
    seals,
    throughput,
    delays,
    streamShards,
  } = options
  const random = seededRandom(seed + 1000 * (node ?? 0))
  const engine = createEngine({
    store,
    dataKeys: bareKeys(seed),
    systemKey: new Secret(seededRandom(seed ^ 1).bytes(32)),
    clock: clock ?? systemClock,
    random,
    logger: logger ?? silentLogger,
    shared: shared ?? false,
    ...(background === undefined ? {} : { background }),
    ...(seals === undefined ? {} : { seals }),
    throughput,
    ...(delays === undefined ? {} : { delays }),
    ...(streamShards === undefined ? {} : { streamShards }),
    ...(options.shardBounds === undefined ? {} : { shardBounds: options.shardBounds }),
    ...(options.itemCollectionBytes === undefined
      ? {}
      : { itemCollectionBytes: options.itemCollectionBytes }),
  })
  const authorizer = {
    authorize: () => Promise.resolve(),
    decide: () => Promise.resolve({ effect: 'allow', determining: [], failed: [] } as const),
  }
  const services = [
    dynamodbService({
      ...engine,
      authorizer,
      tableKeys: noTableKeys,
      principals: everyPrincipal,
    }),
    streamsService({ ...engine, compilePolicy: compiledResourcePolicy }),
  ]
  const operations = new Map(services.flatMap((service) => [...service.operations]))
  return {
    engine,
    async call(name, input) {
      const operation = operations.get(name)
      if (operation === undefined) throw new Error(`no operation ${name}`)
      const decoded = decodeInput(operation.inputShape, input)
      const prepared = operation.prepare(decoded, context)
      return plain(await operation.run(prepared, context)) as Answer
    },
  }
}

/** No KMS: tables are under the service's own key. */
export const noTableKeys: TableKeyService = {
  choose: () => Promise.reject(new Error('this test has no KMS')),
  release: () => Promise.resolve(),
}

/** Whoever a policy names is there. */
export const everyPrincipal: PrincipalDirectory = {
  idOf: (arn) => Promise.resolve(`AIDA${arn.slice(arn.lastIndexOf('/') + 1).toUpperCase()}`),
  hasAccount: () => Promise.resolve(true),
  hasRole: () => Promise.resolve(true),
}

/** Data keys wrapped in nothing. */
export function bareKeys(seed: number): DataKeySource {
  const random = seededRandom(seed ^ 2)
  return {
    generate: () => {
      const key = random.bytes(32)
      return Promise.resolve({
        wrapped: key.toString('base64'),
        plaintext: new Secret(key),
      })
    },
    unwrap: (wrapped) => Promise.resolve(new Secret(Buffer.from(wrapped, 'base64'))),
  }
}

export function plain(value: unknown): unknown {
  if (value instanceof RawJson) return JSON.parse(value.bytes.toString('utf8'))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
}
