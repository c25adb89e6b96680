import { isDenied, tableName, tablesOf, type SeenRecord } from './event-filter.ts'

/** How records are printed: as lines of JSON, or as rows of a table as wide as the terminal. */
export interface EventPrinter {
  print(record: SeenRecord): void
}

export function openPrinter(json: boolean): EventPrinter {
  const { stdout } = process
  const write = (line: string): void => {
    stdout.write(`${line}\n`)
  }
  if (json) {
    return {
      print: (record) => {
        write(JSON.stringify(record))
      },
    }
  }
  const widths = widthsFor(stdout.isTTY ? stdout.columns : undefined)
  let headed = false
  return {
    print: (record) => {
      if (!headed) write(row(headings, widths))
      headed = true
      write(row(cellsOf(record), widths))
    },
  }
}

const headings = ['TIME', 'PRINCIPAL', 'ACTION', 'TABLE', 'FROM', 'RESULT']

/** Characters of the columns but the last; on a narrow terminal the middle ones give way. */
export function widthsFor(columns: number | undefined): readonly number[] {
  const [time, from, result] = [20, 15, 10]
  const rest = columns === undefined ? 84 : columns - time - from - result - 2 * 5
  const share = (part: number): number => Math.max(8, Math.floor(rest * part))
  return [time, share(0.34), share(0.38), share(0.28), from]
}

export function cellsOf(record: SeenRecord): readonly string[] {
  const { eventTime, eventSource = '', eventName = '', sourceIPAddress = '', errorCode } = record
  const service = eventSource.split('.')[0] ?? ''
  const tables = tablesOf(record).map(tableName)
  const more = tables.length > 1 ? ` +${String(tables.length - 1)}` : ''
  return [
    eventTime,
    principalOf(record),
    `${service}:${eventName}`,
    `${tables[0] ?? '-'}${more}`,
    sourceIPAddress,
    isDenied(record) ? `DENIED ${errorCode ?? ''}` : (errorCode ?? 'ok'),
  ]
}

function principalOf({ userIdentity = {} }: SeenRecord): string {
  const { type = 'unknown', arn, userName, invokedBy, principalId } = userIdentity
  if (type === 'Root') return 'root'
  if (type === 'AssumedRole') return arn?.split(':assumed-role/')[1] ?? type
  return userName ?? arn ?? invokedBy ?? principalId ?? type
}

/** Names come from clients: nothing in them may steer the terminal. */
export function row(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => {
      const clean = cell.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
      const width = widths[at]
      if (width === undefined) return clean
      return clean.length > width ? `${clean.slice(0, width - 1)}…` : clean.padEnd(width)
    })
    .join('  ')
    .trimEnd()
}
