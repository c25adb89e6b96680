import { systemClock, systemRandom } from '../../base/index.ts'
import { openLogger } from '../log.ts'
import { exitCodes, explainFailure, type ExitCodeName } from '../exit.ts'
import { received, secretOf } from '../passed-secrets.ts'
import { startServer, type RunningServer } from '../server.ts'
import { openEmbeddedReader, useEmbeddedPages } from '../stores.ts'
import type { Boot, ToPrimary, ToWorker } from './messages.ts'
import { remoteCommitter } from '../remote-committer.ts'

/** A worker process: it serves the shared port with what the primary sends it, and ends with the primary. */
function tell(message: ToPrimary): void {
  process.send?.(message)
}

const committer = remoteCommitter((id, batch) => {
  tell({ kind: 'commit', id, batch })
})
let server: Promise<RunningServer> | undefined

process.umask(0o077)
// The terminal sends its signals to every process of the group; the primary decides what they mean.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.on('disconnect', () => {
  process.exit(exitCodes.unexpected.code)
})
process.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'boot':
      server = boot(message)
      server.then(ready, failed)
      return
    case 'committed':
      committer.answered(message.id, message.results)
      return
    case 'wake':
      server?.then(
        (running) => {
          running.wake(message.job)
        },
        () => undefined,
      )
      return
    case 'drain':
      void drain()
  }
})
tell({ kind: 'booted' })

async function boot(message: Boot): Promise<RunningServer> {
  const config = { ...message.config, store: { kind: 'sqlite' } as const }
  const logger = await openLogger({ format: config.logFormat, level: config.logLevel })
  const die = (error: unknown): void => {
    logger.error('a worker ends because of an unexpected error; please report it', error)
    process.exit(exitCodes.unexpected.code)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)

  if (message.pages !== undefined) await useEmbeddedPages(config, message.pages)
  const pageKey = secretOf(message.pageKey)
  const store = await openEmbeddedReader(config, pageKey, committer)
  const serving = {
    identity: {
      certificate: message.certificate,
      key: secretOf(message.key),
      ticketKeys: secretOf(message.ticketKeys),
    },
    keyring: { serviceKey: secretOf(message.serviceKey), systemKey: secretOf(message.systemKey) },
    rootCredential: {
      accessKeyId: message.accessKeyId,
      secretAccessKey: secretOf(message.secretAccessKey),
    },
    ...received(message),
    store,
    background: {
      runsHere: message.background,
      forward: (job: string) => {
        tell({ kind: 'wake', job })
      },
    },
    readerThread: { pageKey },
  }
  return startServer(config, serving, { clock: systemClock, random: systemRandom, logger })
}

function ready({ endpoint, httpEndpoint, vpcEndpoints }: RunningServer): void {
  tell({ kind: 'ready', endpoint, httpEndpoint, vpcEndpoints })
}

function failed(error: unknown): void {
  const failure = explainFailure(error)
  const names = Object.keys(exitCodes) as ExitCodeName[]
  const exit = names.find((name) => exitCodes[name].code === failure?.code) ?? 'unexpected'
  tell({ kind: 'failed', exit, message: failure?.line ?? String(error) })
}

async function drain(): Promise<void> {
  const running = await server?.catch(() => undefined)
  await running?.close()
  process.exit(exitCodes.ok.code)
}
