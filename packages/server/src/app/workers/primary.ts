import cluster, { type Worker } from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { assert } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { unpackBatch } from '../../storage/sqlite/index.ts'
import { auditNotesRow } from '../audit.ts'
import type { Config } from '../config/index.ts'
import { StartError } from '../exit.ts'
import type { Foundation } from '../foundation.ts'
import { passed } from '../passed-secrets.ts'
import type { RunningServer } from '../server.ts'
import { embeddedPages } from '../stores.ts'
import type { Surroundings } from '../surroundings.ts'
import { closeLostConnections } from './handed-connections.ts'
import type { Boot, ToPrimary, ToWorker } from './messages.ts'

/** A worker that lives this long has not died of its start. */
const settledMs = 60_000
const firstBackoffMs = 100
const longestBackoffMs = 10_000
/** Deaths in a row after which the server gives up: something is wrong that restarts do not mend. */
const mostDeaths = 10
/** Where in the list of a worker's descriptors the one of the tags of pages is: after the channel. */
const pagesSlot = 4
/** How long after the order to drain a worker may take before it is killed. */
const drainMs = 30_000

/**
 * Serves the configured port by `config.workers` processes. This process keeps the store's lock and
 * its one writer, the keys and the workers; it serves no request itself.
 */
export async function startWorkers(
  config: Config,
  foundation: Foundation,
  surroundings: Surroundings,
): Promise<RunningServer> {
  const primary = new Primary(config, foundation, surroundings, await embeddedPages(config))
  return primary.start()
}

interface Ready {
  readonly endpoint: string
  readonly httpEndpoint: string | undefined
  readonly vpcEndpoints: readonly string[]
}

class Primary {
  readonly #config: Config
  readonly #store: KvStore
  readonly #surroundings: Surroundings
  readonly #boot: Omit<Boot, 'background'>
  /** The worker that does the background work; when it dies, the next one to start takes it over. */
  #background: Worker | undefined
  readonly #workers = new Set<Worker>()
  #draining = false
  #deaths = 0
  #closing: Promise<void> | undefined

  constructor(
    config: Config,
    foundation: Foundation,
    surroundings: Surroundings,
    pages: number | undefined,
  ) {
    this.#config = config
    this.#store = foundation.store
    this.#surroundings = surroundings
    const { keyring, store } = foundation
    store.writeNotesBy?.(auditNotesRow(keyring.systemKey, surroundings.random))
    const boot = bootMessage(config, foundation, surroundings)
    this.#boot = { ...boot, pages: pages === undefined ? undefined : pagesSlot }
    cluster.setupPrimary({
      exec: fileURLToPath(new URL('./worker-main.js', import.meta.url)),
      args: [],
      serialization: 'advanced',
      ...(pages === undefined ? {} : { stdio: ['inherit', 'inherit', 'inherit', 'ipc', pages] }),
    })
  }

  async start(): Promise<RunningServer> {
    try {
      // The first alone, so that a port which cannot be opened is reported once.
      const first = await this.#fork()
      await Promise.all(Array.from({ length: this.#config.workers - 1 }, () => this.#fork()))
      const wake = (job: string): void => {
        if (this.#background) send(this.#background, { kind: 'wake', job })
      }
      // Workers ask the store for each request.
      const identityChanged = (): void => undefined
      return { ...first, wake, identityChanged, close: () => this.#close() }
    } catch (error) {
      await this.#close()
      throw error
    }
  }

  /** Resolves when the worker serves; rejects when it cannot, or dies before. */
  #fork(): Promise<Ready> {
    const worker = cluster.fork()
    closeLostConnections(worker.process)
    const bornAt = this.#surroundings.clock.monotonic()
    let serves = false
    this.#workers.add(worker)
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ToPrimary) => {
        switch (message.kind) {
          case 'booted':
            this.#background ??= worker
            send(worker, { ...this.#boot, background: this.#background === worker })
            return
          case 'ready':
            serves = true
            const { endpoint, httpEndpoint, vpcEndpoints } = message
            resolve({ endpoint, httpEndpoint, vpcEndpoints })
            return
          case 'failed':
            reject(new StartError(message.exit, message.message))
            worker.process.kill('SIGKILL')
            return
          case 'commit':
            void this.#commit(worker, message.id, message.batch)
            return
          case 'wake':
            // Without a worker for it now, the one that comes looks for work when it starts.
            if (this.#background) send(this.#background, message)
        }
      })
      worker.on('exit', (code: number, signal: string | null) => {
        this.#workers.delete(worker)
        if (this.#background === worker) this.#background = undefined
        reject(new StartError('unexpected', 'A worker process ended while it started; see the log'))
        if (serves && !this.#draining) this.#died(bornAt, signal ?? String(code))
      })
    })
  }

  #died(bornAt: number, how: string): void {
    const { clock, logger } = this.#surroundings
    if (clock.monotonic() - bornAt >= settledMs) this.#deaths = 0
    this.#deaths++
    const wait = Math.min(firstBackoffMs * 2 ** (this.#deaths - 1), longestBackoffMs)
    logger.warn('a worker died', { how, deaths: this.#deaths, restartInMs: wait })
    this.#restartAfter(wait)
  }

  #restartAfter(ms: number): void {
    const { clock, logger } = this.#surroundings
    if (this.#deaths > mostDeaths) throw new Error('workers die as soon as they have started')
    clock.after(ms, () => {
      if (this.#draining) return
      this.#fork().catch((error: unknown) => {
        logger.error('a worker could not be started again', error)
        this.#deaths++
        this.#restartAfter(longestBackoffMs)
      })
    })
  }

  /** Gives each commit to the store on its own; the store's queue makes groups of them. */
  async #commit(worker: Worker, id: number, batch: Uint8Array): Promise<void> {
    const commits = unpackBatch(batch)
    const results = await Promise.all(commits.map((commit) => this.#store.commit(commit)))
    send(worker, { kind: 'committed', id, results })
  }

  #close(): Promise<void> {
    return (this.#closing ??= this.#drain())
  }

  async #drain(): Promise<void> {
    this.#draining = true
    await Promise.all([...this.#workers].map((worker) => this.#end(worker)))
    await this.#store.close()
  }

  #end(worker: Worker): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#surroundings.clock.after(drainMs, () => {
        worker.process.kill('SIGKILL')
      })
      worker.on('exit', () => {
        cancel()
        resolve()
      })
      send(worker, { kind: 'drain' })
    })
  }
}

/** A worker that is gone needs no message: its exit is handled where it is noticed. */
function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => undefined)
}

function bootMessage(
  config: Config,
  foundation: Foundation,
  surroundings: Surroundings,
): Omit<Boot, 'background' | 'pages'> {
  const { identity, keyring, rootCredential } = foundation
  const { store, ...rest } = config
  assert(store.kind === 'sqlite', 'only the embedded store is shared by processes')
  return {
    kind: 'boot',
    config: rest,
    certificate: identity.certificate,
    key: identity.key.reveal(),
    ticketKeys: surroundings.random.bytes(48),
    pageKey: keyring.pageKey.reveal(),
    serviceKey: keyring.serviceKey.reveal(),
    systemKey: keyring.systemKey.reveal(),
    accessKeyId: rootCredential.accessKeyId,
    secretAccessKey: rootCredential.secretAccessKey.reveal(),
    ...passed(foundation),
  }
}
