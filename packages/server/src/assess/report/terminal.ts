import type { CheckResult, ControlResult, Report, Status } from '../model.ts'
import { facts, groupTitles, statusWords, summary } from './words.ts'

/** Columns that a terminal shows at least. */
export const terminalColumns = 100

const marks: Readonly<Record<Status, string>> = { pass: '+', review: '?', remediate: '!' }
const colours: Readonly<Record<Status, string>> = { pass: '32', review: '33', remediate: '31' }
const statusColumn = 14
const titleColumn = 32

/** The table of controls and what is found of each, for people at a terminal. */
export function renderTerminal(report: Report, colour: boolean): string {
  const paint = (code: string, text: string): string =>
    colour ? `\u001b[${code}m${text}\u001b[0m` : text
  const checks = new Map(report.checks.map((check) => [check.id, check]))
  const lines: string[] = []
  for (const [name, value] of facts(report)) lines.push(...wrapped(name.padEnd(10), value))
  for (const group of ['review', 'need'] as const) {
    const rows = report.controls.filter((control) => control.group === group)
    if (rows.length === 0) continue
    lines.push('', paint('1', groupTitles[group]))
    for (const row of rows) lines.push(...rowLines(row, checks, paint))
  }
  lines.push(...changeLines(report), ...waiverLines(report), ...leftLines(report))
  lines.push('', paint('1', `${statusWords[report.status]}: ${summary(report)}`), '')
  return lines.join('\n')
}

function rowLines(
  row: ControlResult,
  checks: ReadonlyMap<string, CheckResult>,
  paint: (code: string, text: string) => string,
): string[] {
  const word = `${marks[row.status]} ${statusWords[row.status]}${row.waived ? '*' : ''}`
  const made = row.checks.flatMap((id) => checks.get(id) ?? [])
  const open = made.filter(({ status }) => status !== 'pass')
  const passed = `${String(made.length - open.length)} of ${String(made.length)} checks pass`
  const status = paint(colours[row.status], word.padEnd(statusColumn))
  const title =
    row.title.length > titleColumn - 1
      ? [row.title, passed]
      : [row.title.padEnd(titleColumn) + passed]
  const lines = title.map((text, index) =>
    index === 0 ? status + text : ' '.repeat(statusColumn + titleColumn) + text,
  )
  for (const check of open) {
    const mark = `${' '.repeat(statusColumn)}${marks[check.status]}${check.waiver === undefined ? ' ' : '*'} `
    lines.push(...wrapped(mark, `${check.id}: ${check.says}`))
  }
  return lines
}

function changeLines({ changes }: Report): string[] {
  if (changes === undefined) return []
  const lines = ['', `Since ${changes.since.slice(0, 19)}Z`]
  for (const { id, kind, before, after } of changes.list) {
    const from = before === undefined ? '' : statusWords[before]
    const to = after === undefined ? '' : statusWords[after]
    lines.push(`  ${kind.padEnd(7)}${id}: ${[from, to].filter(Boolean).join(' -> ')}`)
  }
  if (changes.list.length === 0) lines.push('  nothing changed')
  return lines
}

function waiverLines({ waivers }: Report): string[] {
  if (waivers.length === 0) return []
  const lines = ['', 'Accepted (*)']
  for (const { id, reason, until, expired } of waivers) {
    const end = expired ? `expired ${until}, counts again` : `until ${until}`
    lines.push(...wrapped('  ', `${id}: ${reason} (${end})`))
  }
  return lines
}

function leftLines({ leftBehind }: Report): string[] {
  if (leftBehind.length === 0) return []
  return ['', 'Could not be removed', ...leftBehind.flatMap((one) => wrapped('  ', one))]
}

/** Breaks a text into lines of the terminal, the first behind `head` and the others below its text. */
function wrapped(head: string, text: string): string[] {
  const room = terminalColumns - head.length
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((one, index) => (index === 0 ? head : ' '.repeat(head.length)) + one)
}

/** A word that fits no line is broken. */
function pieces(word: string, room: number): string[] {
  return word.match(new RegExp(`.{1,${String(room)}}`, 'gsu')) ?? []
}
