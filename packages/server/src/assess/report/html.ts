import type { CheckResult, ControlResult, Report, Status } from '../model.ts'
import { style } from './html-style.ts'
import { escaped, ringChart } from './html-chart.ts'
import { facts, groupTitles, statusWords, summary } from './words.ts'

/**
 * The review as one page that needs nothing else: the tables first, then each control with its evidence
 * folded. It has no script, and its policy lets none run, whatever a name in the evidence holds.
 */
export function renderHtml(report: Report): string {
  const checks = new Map(report.checks.map((check) => [check.id, check]))
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="color-scheme" content="light dark">',
    '<title>Security review</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    head(report),
    '<main>',
    table(report, 'review', checks),
    table(report, 'need', checks),
    changes(report),
    waivers(report),
    leftBehind(report),
    '<section aria-labelledby="controls"><h2 id="controls">Controls and their evidence</h2>',
    ...report.controls.map((control) => controlCard(control, checks)),
    '</section>',
    '</main>',
    '</body>',
    '</html>',
  ].join('\n')}\n`
}

function head(report: Report): string {
  const list = facts(report).map(
    ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`,
  )
  return [
    '<header>',
    '<div><h1>Security review</h1>',
    `<p class="result">${badge(report.status)} ${escaped(summary(report))}</p>`,
    `<dl class="facts">${list.join('')}</dl></div>`,
    ringChart(report),
    '</header>',
  ].join('\n')
}

function table(
  report: Report,
  group: ControlResult['group'],
  checks: ReadonlyMap<string, CheckResult>,
): string {
  const controls = report.controls.filter((one) => one.group === group)
  if (controls.length === 0) return ''
  const rows = controls.map((control) => {
    const open = madeOf(control, checks).filter(({ status }) => status !== 'pass')
    const found = open
      .map(({ title, says }) => `<li><b>${escaped(title)}:</b> ${escaped(says)}</li>`)
      .join('')
    const none = control.checks.length === 0 ? 'Nothing was looked at.' : 'All checks pass.'
    return [
      '<tr>',
      `<th scope="row"><a href="#${control.id}">${escaped(control.title)}</a></th>`,
      `<td>${badge(control.status)}${control.waived ? ' <span class="accepted">accepted</span>' : ''}</td>`,
      `<td>${found === '' ? none : `<ul>${found}</ul>`}</td>`,
      '</tr>',
    ].join('')
  })
  return [
    `<section aria-labelledby="group-${group}"><h2 id="group-${group}">${groupTitles[group]}</h2>`,
    '<table><thead><tr><th scope="col">Control</th><th scope="col">Status</th><th scope="col">What was found</th></tr></thead>',
    `<tbody>${rows.join('\n')}</tbody></table></section>`,
  ].join('\n')
}

function changes({ changes: changed }: Report): string {
  if (changed === undefined) return ''
  const rows = changed.list.map(({ id, kind, before, after }) => {
    const cells = [before, after].map((one) => `<td>${one === undefined ? '' : badge(one)}</td>`)
    return `<tr><th scope="row">${escaped(id)}</th><td>${kind}</td>${cells.join('')}</tr>`
  })
  const body =
    rows.length === 0
      ? '<p>Nothing changed.</p>'
      : `<table><thead><tr><th scope="col">Check</th><th scope="col">Change</th><th scope="col">Before</th><th scope="col">Now</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return `<section aria-labelledby="changes"><h2 id="changes">Since ${escaped(changed.since)}</h2>${body}</section>`
}

function waivers({ waivers: all }: Report): string {
  if (all.length === 0) return ''
  const rows = all.map(
    ({ id, reason, until, expired }) =>
      `<tr><th scope="row">${escaped(id)}</th><td>${escaped(reason)}</td><td>${escaped(until)}${expired ? ', expired' : ''}</td></tr>`,
  )
  return `<section aria-labelledby="accepted"><h2 id="accepted">Accepted</h2><table><thead><tr><th scope="col">What</th><th scope="col">Why</th><th scope="col">Until</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`
}

function leftBehind({ leftBehind: left }: Report): string {
  if (left.length === 0) return ''
  const items = left.map((one) => `<li>${escaped(one)}</li>`)
  return `<section aria-labelledby="left"><h2 id="left">Could not be removed</h2><ul>${items.join('')}</ul></section>`
}

function controlCard(control: ControlResult, checks: ReadonlyMap<string, CheckResult>): string {
  const reached = (['pass', 'review', 'remediate'] as const).map(
    (one) => `<li>${badge(one)} ${escaped(control.reached[one])}</li>`,
  )
  const references = control.references.map(
    (one) => `<li><a href="${escaped(one)}">${escaped(one)}</a></li>`,
  )
  return [
    `<article id="${control.id}" class="control">`,
    `<h3>${escaped(control.title)} ${badge(control.status)}</h3>`,
    `<p class="question">${escaped(control.question)}</p>`,
    `<p>The documentation says: ${escaped(control.material)}</p>`,
    ...madeOf(control, checks).map(checkBlock),
    '<details><summary>How each status is reached, and references</summary>',
    `<ul class="plain">${reached.join('')}</ul><ul>${references.join('')}</ul></details>`,
    '</article>',
  ].join('\n')
}

function checkBlock(check: CheckResult): string {
  const { id, title, status, says, remedy, evidence, waiver } = check
  const pieces = evidence.map(
    ({ asked, answered, at, sha256 }) =>
      `<li><code class="asked">${escaped(asked)}</code><pre>${escaped(answered)}</pre><p class="hash">${escaped(at)} · SHA-256 of the whole answer <code>${sha256}</code></p></li>`,
  )
  const count = `${String(evidence.length)} ${evidence.length === 1 ? 'piece' : 'pieces'} of evidence`
  return [
    `<section class="check"><h4>${badge(status)} ${escaped(title)}</h4>`,
    `<p><code>${escaped(id)}</code>: ${escaped(says)}</p>`,
    waiver === undefined
      ? ''
      : `<p class="accepted">Accepted until ${escaped(waiver.until)}: ${escaped(waiver.reason)}</p>`,
    status === 'pass' ? '' : `<pre class="remedy">${escaped(remedy.join('\n'))}</pre>`,
    evidence.length === 0
      ? ''
      : `<details><summary>${count}</summary><ol>${pieces.join('')}</ol></details>`,
    '</section>',
  ].join('')
}

function madeOf(
  control: ControlResult,
  checks: ReadonlyMap<string, CheckResult>,
): readonly CheckResult[] {
  return control.checks.flatMap((id) => checks.get(id) ?? [])
}

function badge(status: Status): string {
  return `<span class="badge ${status}">${statusWords[status]}</span>`
}
