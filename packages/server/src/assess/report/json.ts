import type { Report } from '../model.ts'

/** The report itself; what `--baseline` reads. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}
