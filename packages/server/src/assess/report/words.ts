import type { Group, Report, Status } from '../model.ts'

export const statusWords: Readonly<Record<Status, string>> = {
  pass: 'Pass',
  review: 'Review',
  remediate: 'Remediate',
}

export const groupTitles: Readonly<Record<Group, string>> = {
  review: 'Review',
  need: 'Needs',
}

/** How many controls have each status. */
export function counted(report: Report): Readonly<Record<Status, number>> {
  const counts: Record<Status, number> = { pass: 0, review: 0, remediate: 0 }
  for (const { status } of report.controls) counts[status] += 1
  return counts
}

/** `3 pass, 12 to review, 8 to remediate`. */
export function summary(report: Report): string {
  const { pass, review, remediate } = counted(report)
  const waived = report.controls.filter((control) => control.waived).length
  const accepted = waived === 0 ? '' : `; ${String(waived)} of these accepted for a time`
  return `${String(pass)} pass, ${String(review)} to review, ${String(remediate)} to remediate${accepted}`
}

/** What was assessed, how and when, in a few short lines of name and value. */
export function facts(report: Report): readonly (readonly [string, string])[] {
  const { target, tool } = report
  const what = target.kind === 'aws' ? 'an AWS account' : target.endpoint
  const how = target.passive ? 'without attacks (passive)' : 'with attacks on throw-away things'
  return [
    ['assessed', `${what}, account ${target.account}, region ${target.region}`],
    ['by', target.assessor],
    ['how', how],
    ['when', `${report.started.slice(0, 19)}Z`],
    ['tool', `${tool.name} ${tool.version}`],
    ['report', report.id],
  ]
}
