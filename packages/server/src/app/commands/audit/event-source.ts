import type { Command } from 'commander'
import { configurationError } from '../../exit.ts'
import { DeliveredEvents } from './delivered-events.ts'
import { LookedUpEvents } from './looked-up-events.ts'

export interface SourceOptions {
  readonly endpoint?: string
  readonly region: string
  readonly json?: boolean
}

/** Where events are read from, and in what form they are printed. */
export function addSource(command: Command): Command {
  return command
    .option('--endpoint <url>', 'ask this server: management events of the last 90 days')
    .option('--region <name>', 'region of the server', 'us-east-1')
    .option('--json', 'print whole records, one a line')
}

/** Delivered files or a running server: exactly one of them is named. */
export function sourceOf(
  directory: string | undefined,
  { endpoint, region }: SourceOptions,
): DeliveredEvents | LookedUpEvents {
  if (directory !== undefined && endpoint === undefined) return new DeliveredEvents(directory)
  if (directory === undefined && endpoint !== undefined) return new LookedUpEvents(endpoint, region)
  throw configurationError('Name a directory of delivered files, or a server by --endpoint')
}
