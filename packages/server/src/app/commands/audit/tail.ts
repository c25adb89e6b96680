import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { systemClock } from '../../../base/index.ts'
import type { DeliveredEvents } from './delivered-events.ts'
import {
  addFilters,
  countOption,
  matches,
  type EventFilter,
  type SeenRecord,
} from './event-filter.ts'
import { openPrinter } from './event-lines.ts'
import { addSource, sourceOf, type SourceOptions } from './event-source.ts'
import { LookedUpEvents } from './looked-up-events.ts'

interface Options extends EventFilter, SourceOptions {
  readonly lines: number
  readonly follow: boolean
}

/** `strongroom audit tail`: the latest events, and those that follow. */
export function addAuditTail(audit: Command): void {
  const command = audit
    .command('tail [dir]')
    .description('follow events in delivered files, or on a server by --endpoint')
    .option('--lines <count>', 'events of before to begin with', countOption, 10)
    .option('--no-follow', 'end after those')
    .action(tail)
  addFilters(addSource(command))
}

/** What came since the last call, oldest first; the first call answers the latest events. */
type Source = () => Promise<readonly SeenRecord[]>

const everyMs = 1000

async function tail(directory: string | undefined, options: Options): Promise<void> {
  const printer = openPrinter(options.json === true)
  const next = follow(directory, options)
  const latest = (await next()).filter((record) => matches(record, options))
  for (const record of latest.slice(-options.lines)) printer.print(record)
  while (options.follow) {
    await sleep(everyMs)
    for (const record of await next()) if (matches(record, options)) printer.print(record)
  }
}

function follow(directory: string | undefined, options: Options): Source {
  const source = sourceOf(directory, options)
  return source instanceof LookedUpEvents
    ? followServer(source, options)
    : followFiles(source, options)
}

function followFiles(events: DeliveredEvents, options: Options): Source {
  let seen: Set<string> | undefined
  return async () => {
    const files = await events.files()
    const records: SeenRecord[] = []
    if (seen === undefined) {
      let found = 0
      for (const { key } of files.toReversed()) {
        if (found >= options.lines) break
        const read = await events.read(key)
        found += read.filter((record) => matches(record, options)).length
        records.unshift(...read)
      }
    } else {
      for (const { key } of files) if (!seen.has(key)) records.push(...(await events.read(key)))
    }
    seen = new Set(files.map(({ key }) => key))
    return records
  }
}

/** Events come into the history a moment after they happened: so long back is looked again. */
const lateMs = 60_000

function followServer(events: LookedUpEvents, options: Options): Source {
  let since: number | undefined
  let seen = new Set<string>()
  let oldest = ''
  return async () => {
    const begun = systemClock.now()
    const filter = since === undefined ? options : { ...options, from: since - lateMs }
    const records: SeenRecord[] = []
    const ids = new Set<string>()
    for await (const record of events.newestFirst(filter)) {
      ids.add(record.eventID)
      if (record.eventTime >= oldest && !seen.has(record.eventID)) records.unshift(record)
      if (since === undefined && records.length >= limitOfFirst(options)) break
    }
    if (since === undefined) oldest = records[0]?.eventTime ?? ''
    since = begun
    seen = ids
    return records
  }
}

/** Of the events of before, so many are looked at for those that are wanted. */
function limitOfFirst({ lines }: Options): number {
  return Math.max(50, lines)
}
