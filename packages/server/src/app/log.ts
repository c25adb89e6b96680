import type { DestinationStream, Logger as PinoLogger } from 'pino'
import { silentLogger, type LogFields, type Logger } from '../base/index.ts'
import { sourceStack } from './source-stack.ts'

export interface LogOptions {
  /** Default: for people on a terminal, for machines elsewhere. */
  readonly format: 'pretty' | 'json' | undefined
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Where lines go. Default: standard error, so that standard output stays for answers. */
  readonly destination?: DestinationStream
}

/**
 * The logger of the process. There is nothing to redact: fields are plain texts and numbers by their
 * type, and a Secret turns itself into `[secret]` wherever it is printed.
 */
export async function openLogger(options: LogOptions): Promise<Logger> {
  if (options.level === 'silent') return silentLogger
  const pino = await import('pino')
  const destination = options.destination ?? pino.destination({ dest: 2, sync: true })
  const format = options.format ?? (isForPeople() ? 'pretty' : 'json')
  const stream = format === 'pretty' ? await prettyStream(destination) : destination
  const formatters = { level: (label: string) => ({ level: label }) }
  const settings = {
    formatters,
    level: options.level,
    base: null,
    messageKey: 'event',
    errorKey: 'error',
  }
  return adapt(pino.pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime }, stream))
}

/** Whether somebody reads the log as it is written. Asked in the main thread alone: others know no terminal. */
export function isForPeople(): boolean {
  return process.stderr.isTTY
}

/** Loaded only for people: machines read JSON and start faster. */
async function prettyStream(destination: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty')
  const format = prettyFactory({
    colorize: process.stderr.isTTY,
    messageKey: 'event',
    errorLikeObjectKeys: ['error'],
    translateTime: 'SYS:HH:MM:ss.l',
  })
  return { write: (line) => destination.write(format(line)) }
}

function adapt(log: PinoLogger): Logger {
  return {
    debug: (event, fields) => {
      log.debug(fields ?? {}, event)
    },
    info: (event, fields) => {
      log.info(fields ?? {}, event)
    },
    warn: (event, fields) => {
      log.warn(fields ?? {}, event)
    },
    error: (event: string, error: unknown, fields?: LogFields) => {
      log.error({ ...fields, error: withSources(error) }, event)
    },
  }
}

function withSources(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (error.stack !== undefined) error.stack = sourceStack(error.stack)
  return error
}
