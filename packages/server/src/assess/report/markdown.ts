import type { CheckResult, ControlResult, Report } from '../model.ts'
import { facts, groupTitles, statusWords, summary } from './words.ts'

/** The review as Markdown: the table, then each control with its checks and their evidence. */
export function renderMarkdown(report: Report): string {
  const checks = new Map(report.checks.map((check) => [check.id, check]))
  const lines = [
    '# Security review',
    '',
    `**${statusWords[report.status]}**: ${summary(report)}.`,
    '',
  ]
  for (const [name, value] of facts(report)) lines.push(`- ${name}: ${plain(value)}`)
  for (const group of ['review', 'need'] as const) {
    lines.push(
      '',
      `## ${groupTitles[group]}`,
      '',
      '| control | status | what was found |',
      '| --- | --- | --- |',
    )
    for (const control of report.controls.filter((one) => one.group === group)) {
      lines.push(
        `| [${plain(control.title)}](#${control.id}) | ${statusOf(control)} | ${foundOf(control, checks)} |`,
      )
    }
  }
  lines.push(...changesOf(report), ...waiversOf(report))
  if (report.leftBehind.length > 0) {
    lines.push(
      '',
      '## Could not be removed',
      '',
      ...report.leftBehind.map((one) => `- ${plain(one)}`),
    )
  }
  for (const control of report.controls) lines.push(...controlOf(control, checks))
  return `${lines.join('\n')}\n`
}

function statusOf({ status, waived }: ControlResult): string {
  return `${statusWords[status]}${waived ? ' (accepted)' : ''}`
}

function foundOf(control: ControlResult, checks: ReadonlyMap<string, CheckResult>): string {
  const open = madeOf(control, checks).filter(({ status }) => status !== 'pass')
  if (open.length === 0)
    return control.checks.length === 0 ? 'Nothing was looked at.' : 'All checks pass.'
  return open.map(({ title, says }) => `${plain(title)}: ${plain(says)}`).join(' ')
}

function madeOf(
  control: ControlResult,
  checks: ReadonlyMap<string, CheckResult>,
): readonly CheckResult[] {
  return control.checks.flatMap((id) => checks.get(id) ?? [])
}

function changesOf({ changes }: Report): string[] {
  if (changes === undefined) return []
  const rows = changes.list.map(({ id, kind, before, after }) => {
    const words = [before, after].map((one) => (one === undefined ? '' : statusWords[one]))
    return `| ${id} | ${kind} | ${words.join(' | ')} |`
  })
  return [
    '',
    `## Since ${changes.since}`,
    '',
    '| check | change | before | now |',
    '| --- | --- | --- | --- |',
    ...rows,
  ]
}

function waiversOf({ waivers }: Report): string[] {
  if (waivers.length === 0) return []
  const rows = waivers.map(
    ({ id, reason, until, expired }) =>
      `| ${id} | ${plain(reason)} | ${until}${expired ? ' (expired)' : ''} |`,
  )
  return ['', '## Accepted', '', '| what | why | until |', '| --- | --- | --- |', ...rows]
}

function controlOf(control: ControlResult, checks: ReadonlyMap<string, CheckResult>): string[] {
  const lines = [
    '',
    `<a id="${control.id}"></a>`,
    '',
    `## ${plain(control.title)}: ${statusOf(control)}`,
    '',
    plain(control.question),
    '',
    `The documentation says: ${plain(control.material)}`,
    '',
    ...(['pass', 'review', 'remediate'] as const).map(
      (one) => `- ${statusWords[one]}: ${plain(control.reached[one])}`,
    ),
  ]
  for (const check of madeOf(control, checks)) lines.push(...checkOf(check))
  lines.push('', 'References:', '', ...control.references.map((one) => `- <${one}>`))
  return lines
}

function checkOf(check: CheckResult): string[] {
  const { id, title, status, says, remedy, evidence, waiver } = check
  const lines = ['', `### ${plain(title)}: ${statusWords[status]}`, '', `\`${id}\`: ${plain(says)}`]
  if (waiver !== undefined)
    lines.push('', `Accepted until ${waiver.until}: ${plain(waiver.reason)}`)
  if (status !== 'pass') lines.push('', ...fenced('sh', remedy.join('\n')))
  for (const { asked, answered, at, sha256 } of evidence) {
    lines.push(
      '',
      `Evidence of ${at}, SHA-256 of the answer \`${sha256}\`:`,
      '',
      ...fenced('', `${asked}\n\n${answered}`),
    )
  }
  return lines
}

/** Text of the server is data: it makes no markup, and no row of a table ends early. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replaceAll(/\s+/g, ' ')
}

/** A block that no text inside can end. */
function fenced(language: string, text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, text, fence]
}
