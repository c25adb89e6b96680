import { statuses, type Change, type CheckResult, type Report } from './model.ts'

/** The report that a text holds, or why it holds none. */
export function parseReport(text: string): Report | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is not JSON'
  }
  if (typeof value !== 'object' || value === null) return 'it is no report'
  const { format, started, checks } = value as Partial<Record<string, unknown>>
  if (format !== 'strongroom-assessment-1') return 'it was not written by assess --format json'
  if (typeof started !== 'string' || !Array.isArray(checks) || !checks.every(isResult)) {
    return 'it is no whole report'
  }
  return value as Report
}

function isResult(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { id, status } = value as Partial<CheckResult>
  return typeof id === 'string' && status !== undefined && statuses.includes(status)
}

/** What became better or worse, and which checks came or went; in the order of the checks. */
export function compare(
  before: Report,
  after: readonly Pick<CheckResult, 'id' | 'status'>[],
): Change[] {
  const old = new Map(before.checks.map(({ id, status }) => [id, status]))
  const changes: Change[] = []
  for (const { id, status } of after) {
    const was = old.get(id)
    old.delete(id)
    if (was === undefined) changes.push({ id, kind: 'new', after: status })
    else if (was !== status) {
      const better = statuses.indexOf(status) < statuses.indexOf(was)
      changes.push({ id, kind: better ? 'better' : 'worse', before: was, after: status })
    }
  }
  for (const [id, was] of old) changes.push({ id, kind: 'gone', before: was })
  return changes
}
