import type { Command } from 'commander'
import type { DeliveredEvents } from './delivered-events.ts'
import {
  addFilters,
  addTimes,
  countOption,
  matches,
  type EventFilter,
  type SeenRecord,
} from './event-filter.ts'
import { openPrinter } from './event-lines.ts'
import { addSource, sourceOf, type SourceOptions } from './event-source.ts'
import { LookedUpEvents } from './looked-up-events.ts'

interface Options extends EventFilter, SourceOptions {
  readonly limit: number
}

/** `strongroom audit search`: who did what, from delivered files or from a running server. */
export function addAuditSearch(audit: Command): void {
  const command = audit
    .command('search [dir]')
    .description('find events, newest first, in delivered files, or on a server by --endpoint')
    .option('--limit <count>', 'most events to show', countOption, 100)
    .action(search)
  addTimes(addFilters(addSource(command)))
}

async function search(directory: string | undefined, options: Options): Promise<void> {
  const printer = openPrinter(options.json === true)
  let left = options.limit
  for await (const record of newestFirst(directory, options)) {
    if (!matches(record, options)) continue
    printer.print(record)
    if (--left === 0) return
  }
}

function newestFirst(directory: string | undefined, options: Options): AsyncIterable<SeenRecord> {
  const source = sourceOf(directory, options)
  return source instanceof LookedUpEvents
    ? source.newestFirst(options)
    : newestDelivered(source, options.from)
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
