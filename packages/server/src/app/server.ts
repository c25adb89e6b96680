import type { Recorder } from '../audit/index.ts'
import type { Secret } from '../base/index.ts'
import { createEngine, tableDelays, type BackgroundPlace } from '../engine/index.ts'
import {
  awsJson10,
  awsJson11,
  awsQuery,
  createPipeline,
  decodeAnalyzerInput,
  decodeInput,
  decodeJson11Input,
  restJson,
  signatureAuthenticator,
} from '../front/index.ts'
import { restTable } from '../generated/accessanalyzer/index.ts'
import type { Keyring, RootCredential } from '../security/keys/index.ts'
import type { KvStore } from '../storage/kv.ts'
import { compiledResourcePolicy, dynamodbService } from '../services/dynamodb/index.ts'
import { accessAnalyzerService } from '../services/access-analyzer/index.ts'
import { kmsService } from '../services/kms/index.ts'
import { streamsService } from '../services/streams/index.ts'
import { openAlerts } from './alerts.ts'
import { openAudit } from './audit.ts'
import { auditReaders } from './audit-readers/readers.ts'
import type { ReaderThread } from './audit-readers/thread.ts'
import type { BucketCredentials, Config } from './config/index.ts'
import { existingPolicies } from './existing-policies.ts'
import { createIdentity } from './identity.ts'
import { openKms } from './kms.ts'
import { openListeners, type Listeners } from './listeners.ts'
import type { Surroundings } from './surroundings.ts'
import { serveTrails } from './trails.ts'

/** How long requests under way may take to end when the server drains. */
const drainMs = 25_000

/** A shard of a stream takes one commit at a time there; the embedded store has one writer anyway. */
const postgresStreamShards = 4

const accessAnalyzer = {
  service: accessAnalyzerService(),
  rest: restTable,
  decodeInput: decodeAnalyzerInput,
}

/** What a server is built on: the part of the foundation that a worker process can be sent. */
export interface Serving {
  readonly identity: {
    readonly certificate: string
    readonly key: Secret
    /** Shared by the processes that share a port, so that TLS sessions resume in any of them. */
    readonly ticketKeys?: Secret
  }
  readonly keyring: Pick<Keyring, 'serviceKey' | 'systemKey'>
  readonly rootCredential: RootCredential
  /** By which trails are put into buckets, where one is a target. */
  readonly auditBuckets?: BucketCredentials | undefined
  /** What alerts to a webhook are signed with. */
  readonly webhookSecret?: Secret | undefined
  readonly store: KvStore
  /** Where background work is done, if other processes serve the same store. Default: here. */
  readonly background?: BackgroundPlace
  /** Given where a thread of its own reads the audit log of the embedded store: what opens the store there. */
  readonly readerThread?: { readonly pageKey: Secret } | undefined
}

export interface RunningServer {
  /** `https://127.0.0.1:8000` */
  readonly endpoint: string
  /** Set when a plain-HTTP listener is configured. */
  readonly httpEndpoint: string | undefined
  /** Of the listeners that are endpoints of a VPC, in the order of the setting. */
  readonly vpcEndpoints: readonly string[]
  /** Asks a background job to run: another process of the server has work for it. */
  wake(job: string): void
  /** To be called when another process has changed users, accounts or policies in the store by way of this one. */
  identityChanged(): void
  /** Drains, ends background work and closes the store. A second call waits for the first. */
  close(): Promise<void>
}

/**
 * The composition root: the only place that builds services. Takes over the store, and closes
 * it if the server cannot start. Rejects with a StartError or StorageError of one line.
 */
export async function startServer(
  config: Config,
  serving: Serving,
  surroundings: Surroundings,
): Promise<RunningServer> {
  const { keyring, rootCredential, identity } = serving
  const { clock, random, logger } = surroundings
  let draining = false
  // KMS is there before the catalogue, which the recorder needs.
  const late: { recorder?: Recorder } = {}
  const audit = openAudit(config, serving.store, keyring.systemKey, surroundings)
  const { store } = audit

  const { state, credentials, endpoints, principals, services, ...identities } = createIdentity({
    store,
    systemKey: keyring.systemKey,
    root: { ...rootCredential, accountId: config.accountId },
    // Other nodes of a shared database revoke too.
    shared: config.workers > 1 || config.store.kind === 'postgres',
    vpcIds: (config.vpcListeners ?? []).map(({ vpcId }) => vpcId),
    clock,
    random,
    logger,
  })
  const { kms, authority, dataKeys, tableKeys, authorizer } = openKms(
    config,
    store,
    keyring,
    surroundings,
    identities.authorizer,
    (operation, use) => {
      late.recorder?.internal({ service: 'kms', operation }, use)
    },
  )
  kms.keys.start()
  const engine = createEngine({
    store,
    dataKeys,
    systemKey: keyring.systemKey,
    clock,
    random,
    logger,
    shared: config.workers > 1,
    processes: config.workers,
    otherNodes: config.store.kind === 'postgres',
    streamShards:
      config.streamShards ?? (config.store.kind === 'postgres' ? postgresStreamShards : 1),
    ...(serving.background === undefined ? {} : { background: serving.background }),
    keyCacheMs: 1000 * config.keyCacheSeconds,
    delays: tableDelays(config.tableDelays),
    itemCollectionBytes: config.itemCollectionBytes,
    throughput:
      config.throttling === 'on' ? { processes: config.workers, region: config.region } : undefined,
  })
  const trails = serveTrails(config, serving, { store, reader: audit.reader }, surroundings)
  const recorder = audit.recorder(engine.catalog, trails.selection)
  late.recorder = recorder
  const pipeline = createPipeline({
    region: config.region,
    codecs: [
      awsJson10(
        [
          dynamodbService({ ...engine, authorizer, tableKeys, principals }),
          streamsService({ ...engine, compilePolicy: compiledResourcePolicy }),
        ],
        decodeInput,
      ),
      awsJson11([kmsService({ kms, authority, principals }), trails.service], decodeJson11Input),
      awsQuery(services),
    ],
    pathCodecs: [restJson([accessAnalyzer])],
    authenticator: signatureAuthenticator(credentials, clock),
    authorizer,
    endpoints,
    readiness: { ready: () => !draining && audit.writable },
    recorder,
    clock,
    random,
    logger,
  })

  let listeners: Listeners | undefined
  let readers: ReaderThread | undefined
  const close = async (): Promise<void> => {
    draining = true
    await listeners?.drain(drainMs)
    await readers?.stop()
    await identities.stop()
    await engine.stop()
    await kms.keys.stop()
    await trails.selection.stop()
    await audit.stop()
    await store.close()
  }

  const startReaders = async (): Promise<ReaderThread | undefined> => {
    const { readerThread, background } = serving
    if (readerThread !== undefined && background?.runsHere !== false) {
      const { startReaderThread } = await import('./audit-readers/thread.ts')
      return startReaderThread(config, serving.store, readerThread.pageKey, serving)
    }
    const jobs = await auditReaders(config, store, serving, surroundings)
    for (const job of jobs) engine.background.add(job)
    return undefined
  }

  try {
    await trails.selection.start()
    const alerts = await openAlerts(config, store, serving, audit.reader, surroundings)
    const { catalog } = engine
    const { region, accountId } = config
    await alerts.start(() => existingPolicies({ state, kms, catalog, region, accountId }))
    listeners = await openListeners(config, { tls: identity, handler: pipeline, clock, logger })
    readers = await startReaders()
  } catch (error) {
    await close()
    throw error
  }
  const { endpoint, httpEndpoint, vpcEndpoints } = listeners
  let closing: Promise<void> | undefined
  return {
    endpoint,
    httpEndpoint,
    vpcEndpoints,
    wake: (job) => {
      engine.background.wake(job)
    },
    identityChanged: () => {
      state.changedElsewhere()
    },
    close: () => (closing ??= close()),
  }
}
