import type { Command } from 'commander'
import { configurationError } from '../../exit.ts'
import { DeliveredEvents } from './delivered-events.ts'
import {
  addFilters,
  addTimes,
  countOption,
  matches,
  type EventFilter,
  type SeenRecord,
} from './event-filter.ts'
import { openPrinter } from './event-lines.ts'
import { LookedUpEvents } from './looked-up-events.ts'

interface Options extends EventFilter {
  readonly endpoint?: string
  readonly region: string
  readonly limit: number
  readonly json?: boolean
}

/** `strongroom audit search`: who did what, from delivered files or from a running server. */
export function addAuditSearch(audit: Command): void {
  const command = audit
    .command('search [dir]')
    .description('find events, newest first, in delivered files, or on a server by --endpoint')
    .option('--endpoint <url>', 'ask this server: management events of the last 90 days')
    .option('--region <name>', 'region of the server', 'us-east-1')
    .option('--limit <count>', 'most events to show', countOption, 100)
    .option('--json', 'print whole records, one a line')
    .action(search)
  addTimes(addFilters(command))
}

async function search(directory: string | undefined, options: Options): Promise<void> {
  const printer = openPrinter(options.json === true)
  let left = options.limit
  for await (const record of sourceOf(directory, options)) {
    if (!matches(record, options)) continue
    printer.print(record)
    if (--left === 0) return
  }
}

function sourceOf(directory: string | undefined, options: Options): AsyncIterable<SeenRecord> {
  const { endpoint, region } = options
  if ((directory === undefined) === (endpoint === undefined)) {
    throw configurationError('Name a directory of delivered files, or a server by --endpoint')
  }
  if (endpoint !== undefined) return new LookedUpEvents(endpoint, region).newestFirst(options)
  return newestDelivered(new DeliveredEvents(directory ?? ''), options.from)
}

const minuteMs = 60_000

async function* newestDelivered(
  events: DeliveredEvents,
  from: number | undefined,
): AsyncIterable<SeenRecord> {
  for (const { key, at } of (await events.files()).toReversed()) {
    if (from !== undefined && at + minuteMs < from) return
    yield* (await events.read(key)).toReversed()
  }
}
