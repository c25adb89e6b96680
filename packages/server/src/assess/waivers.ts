import type { Control, Waiver } from './model.ts'

/** Why a waiver cannot be taken, as a sentence; undefined: it can. */
export function waiverProblem(waiver: Waiver, controls: readonly Control[]): string | undefined {
  const { id, reason, until } = waiver
  const known = controls.some((one) => one.id === id || one.checks.some((check) => check.id === id))
  if (!known) return `--waive ${id}: there is no such control or check`
  if (reason.trim() === '') return `--waive ${id}: give a --reason`
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until))) {
    return `--waive ${id}: --until must be a day such as 2027-03-31`
  }
  return undefined
}

/** The waiver in force for a check or control. */
export function waiverOf(id: string, waivers: readonly Waiver[], now: number): Waiver | undefined {
  return waivers.find((one) => one.id === id && !isExpired(one, now))
}

/** After the end of its day, in UTC. */
export function isExpired(waiver: Waiver, now: number): boolean {
  return now >= Date.parse(`${waiver.until}T00:00:00Z`) + 86_400_000
}
