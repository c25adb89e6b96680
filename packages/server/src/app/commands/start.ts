import { constants } from 'node:os'
import type { Command } from 'commander'
import type { LogFields, Logger } from '../../base/index.ts'
import { chosenCiphers } from '../../engine/index.ts'
import { controlSocket } from '../changing-store.ts'
import type { Config } from '../config/index.ts'
import type { CommandSocket } from '../control/index.ts'
import { authorityFile, type Foundation } from '../foundation.ts'
import { openWhenUnsealed } from '../sealed.ts'
import { startServer, type RunningServer } from '../server.ts'
import type { Surroundings } from '../surroundings.ts'
import { renderTranscript } from '../transcript.ts'
import { prepare } from './prepare.ts'
import { addSettings } from './settings-options.ts'

/** `strongroom start`: serves until a signal asks it to end. */
export function addStart(program: Command): void {
  const command = program
    .command('start', { isDefault: false })
    .description('serve; what init makes is made at the first start')
    .action(start)
  addSettings(command)
}

async function start(options: Record<string, unknown>): Promise<void> {
  const prepared = await prepare(options)
  const { secrets, surroundings } = prepared
  const { logger } = surroundings
  dieOfBugs(logger)
  const signal = nextSignal()
  const unsealed = await openWhenUnsealed(prepared.config, secrets, surroundings, signal)
  if (unsealed === undefined) {
    logger.info('stopped')
    process.exit(0)
  }
  const { foundation, config } = unsealed
  const server = await serve(config, foundation, surroundings)
  const commands = await takeCommands(config, foundation, surroundings, server)
  logger.info('listening', {
    endpoint: server.endpoint,
    httpEndpoint: server.httpEndpoint,
    ...(server.vpcEndpoints.length > 0 ? { vpcEndpoints: server.vpcEndpoints.join(' ') } : {}),
    masterKey: foundation.guardedBy,
    ...cipherInUse(),
  })
  if (config.logFormat !== 'json') {
    process.stdout.write(
      renderTranscript({
        endpoint: server.endpoint,
        httpEndpoint: server.httpEndpoint,
        region: config.region,
        guardedBy: foundation.guardedBy,
        authorityFile: authorityFile(config),
        credentials: foundation.credentialsOrigin,
      }),
    )
  }
  const asked = await signal
  await commands?.close()
  await drain(server, asked, logger)
}

/** What seals rows. The addon is chosen where it was built; what is slower says why it was taken. */
function cipherInUse(): LogFields {
  const { ciphers, reason } = chosenCiphers()
  return { cipher: ciphers.kind, ...(reason === undefined ? {} : { cipherReason: reason }) }
}

/** The embedded store is this process's alone, so that commands which change it come here. */
async function takeCommands(
  config: Config,
  { store, keyring }: Foundation,
  surroundings: Surroundings,
  server: RunningServer,
): Promise<CommandSocket | undefined> {
  if (config.store.kind !== 'sqlite') return undefined
  const { serveCommands } = await import('../control/index.ts')
  return serveCommands({
    path: controlSocket(config),
    store,
    systemKey: keyring.systemKey,
    surroundings,
    changed: () => {
      server.identityChanged()
    },
  })
}

async function serve(
  config: Config,
  foundation: Foundation,
  surroundings: Surroundings,
): Promise<RunningServer> {
  if (config.workers === 1) {
    const { pageKey } = foundation.keyring
    const readerThread = config.store.kind === 'sqlite' ? { pageKey } : undefined
    return startServer(config, { ...foundation, readerThread }, surroundings)
  }
  const { startWorkers } = await import('../workers/primary.ts')
  return startWorkers(config, foundation, surroundings)
}

/** The first signal drains; a second one, of either kind, ends the process at once. Nothing acknowledged is lost. */
function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(128 + constants.signals[signal])
      asked = true
      resolve(signal)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

async function drain(server: RunningServer, signal: string, logger: Logger): Promise<void> {
  logger.info('draining', { signal })
  await server.close()
  logger.info('stopped')
  process.exit(0)
}

/** After an error that nobody expected, no state of this process can be trusted. */
function dieOfBugs(logger: Logger): void {
  const die = (error: unknown): void => {
    logger.error('the server ends because of an unexpected error; please report it', error)
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
}
