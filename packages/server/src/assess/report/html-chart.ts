import { statuses, type Report } from '../model.ts'
import { counted, statusWords } from './words.ts'

/** How many controls have each status, as a ring with its numbers beside it. */
export function ringChart(report: Report): string {
  const counts = counted(report)
  const total = report.controls.length
  const around = 2 * Math.PI * 40
  let begun = 0
  const arcs = statuses.map((status) => {
    const length = total === 0 ? 0 : (around * counts[status]) / total
    const arc = `<circle class="${status}" cx="60" cy="60" r="40" fill="none" stroke-width="18" stroke-dasharray="${length.toFixed(2)} ${(around - length).toFixed(2)}" stroke-dashoffset="${(-begun).toFixed(2)}" transform="rotate(-90 60 60)"/>`
    begun += length
    return arc
  })
  const words = statuses.map((status) => `${String(counts[status])} ${statusWords[status]}`)
  const legend = statuses.map(
    (status, index) =>
      `<rect class="${status}" x="132" y="${String(26 + 26 * index)}" width="14" height="14"/><text x="154" y="${String(38 + 26 * index)}">${words[index] ?? ''}</text>`,
  )
  const label = `Of ${String(total)} controls: ${words.join(', ')}`
  return [
    `<svg class="chart" viewBox="0 0 270 120" role="img" aria-label="${escaped(label)}">`,
    ...arcs,
    `<text class="total" x="60" y="67" text-anchor="middle">${String(total)}</text>`,
    ...legend,
    '</svg>',
  ].join('')
}

/** Text as HTML shows it, in elements and in attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
