import type { ReasonSummary } from '../../generated/accessanalyzer/index.ts'
import type { Comparison, StatementReference } from '../../security/policy/index.ts'

/** What a check says of each statement that is at fault, before it names the statement. */
export function reasonsOf(
  statements: readonly Pick<StatementReference, 'index' | 'sid'>[],
  what: string,
): ReasonSummary[] {
  return statements.map(({ index, sid }) => ({
    description:
      sid === undefined ? `${what} with index: ${String(index)}.` : `${what} with sid: ${sid}.`,
    statementIndex: index,
    ...(sid === undefined ? {} : { statementId: sid }),
  }))
}

/** A check that could not be brought to an end fails: it never passes what it cannot rule out. */
export function undecided(
  comparison: Extract<Comparison, { outcome: 'may-permit-more' }>,
  what: string,
): string {
  return `${what} cannot be ruled out (may permit more): ${comparison.reason}.`
}
