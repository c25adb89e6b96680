import { tiers } from './case.ts'
import type { Result } from './run.ts'

export interface Score {
  readonly tier: string
  readonly passed: number
  readonly total: number
}

/** Passed cases of each tier, and of all. */
export function scores(results: readonly Result[]): Score[] {
  const score = (tier: string, of: readonly Result[]): Score => ({
    tier,
    passed: of.filter(({ passed }) => passed).length,
    total: of.length,
  })
  const byTier = tiers.map((tier) =>
    score(
      tier,
      results.filter((result) => result.tier === tier),
    ),
  )
  return [...byTier.filter(({ total }) => total > 0), score('all', results)]
}

/** What failed, one paragraph each, then the score by tier and operation. */
export function textReport(results: readonly Result[]): string {
  const failures = results
    .filter(({ passed }) => !passed)
    .map(({ id, tier, title, fault }) => `not ok ${id} (${tier})\n  ${title}\n  ${indent(fault)}\n`)
  const operations = [...new Set(results.map(({ id }) => operationOf(id)))]
  const rows = operations.map((operation) => {
    const own = results.filter(({ id }) => operationOf(id) === operation)
    const cells = scores(own).map(
      ({ tier, passed, total }) => [tier, `${passed}/${total}`] as const,
    )
    return row(operation, new Map(cells))
  })
  const all = scores(results).map(
    ({ tier, passed, total }) => [tier, `${passed}/${total}`] as const,
  )
  return [...failures, header(), ...rows, row('all', new Map(all)), ''].join('\n')
}

const columns = [...tiers, 'all']

function header(): string {
  return `${'operation'.padEnd(20)}${columns.map((name) => name.padStart(12)).join('')}`
}

function row(name: string, cells: ReadonlyMap<string, string>): string {
  return name.padEnd(20) + columns.map((tier) => (cells.get(tier) ?? '').padStart(12)).join('')
}

function operationOf(id: string): string {
  return id.slice(0, id.indexOf('/'))
}

function indent(text: string | undefined): string {
  return (text ?? '').replaceAll('\n', '\n  ')
}
