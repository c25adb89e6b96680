import type { AlertEvent, Finding, Memory } from '../events/index.ts'
import type { Pattern } from '../pattern/index.ts'

export const severities = ['low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

/** What to raise an alert for. */
export interface Rule {
  /** Lower case with hyphens. */
  readonly name: string
  readonly severity: Severity
  /** One sentence without full stop. */
  readonly description: string
  readonly pattern: Pattern
  /** Absent: it is of a file. */
  readonly builtIn?: true
  /**
   * What there is to say of an event that the pattern matches; none: no alert after all. Decided by the event and the
   * memory alone, and may be decided again for the same event.
   */
  readonly judge: (
    event: AlertEvent,
    memory: Memory,
  ) => Promise<readonly Finding[]> | readonly Finding[]
}

/** A rule whose pattern says everything. */
export function plainRule(rule: Omit<Rule, 'judge'>, message: (event: AlertEvent) => string): Rule {
  return { ...rule, judge: (event) => [{ message: message(event) }] }
}
