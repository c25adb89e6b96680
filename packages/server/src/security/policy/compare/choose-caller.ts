import type { PolicyKind } from '../policy.ts'
import type { Principal, Worth } from '../principal.ts'
import { statementWorth } from '../statement.ts'
import { callersOf } from './callers.ts'
import { Choices, type Choice, type Unit } from './choice.ts'
import type { Effort } from './effort.ts'

/** Who asks, and with what of their own: see {@link Witness}. */
export interface Asking {
  readonly principal: Principal
  readonly bounded: boolean
  readonly worth: Worth
}

/** Callers of policies that name principals. */
export function chooseCallers(
  units: readonly Unit[],
  kind: PolicyKind,
  effort: Effort,
): readonly Choice<Asking>[] {
  const found = new Choices<Asking>()
  const boundaries = units.some(({ compiled }) => compiled.principals?.negated === true)
    ? [false, true]
    : [false]
  for (const principal of callersOf(units, effort)) {
    for (const bounded of boundaries) {
      for (const worth of worthsOf(principal, kind)) {
        effort.spend(units.length)
        const asking = { principal, bounded, worth }
        found.add({ mask: standing(units, asking), value: asking, exact: true })
      }
    }
  }
  return found.list()
}

/** What a policy may be worth to a caller for more to be allowed than by anything less. */
function worthsOf(principal: Principal, kind: PolicyKind): readonly Worth[] {
  if (kind === 'endpoint' || !('account' in principal)) return [1]
  const silent: readonly Worth[] = kind === 'resource' ? [0] : []
  // Root needs no word of its own account's resources, but may be denied by them.
  return principal.kind === 'root' ? [...silent, 1] : [...silent, 1, 2, 3]
}

function standing(units: readonly Unit[], { principal, bounded, worth }: Asking): bigint {
  let mask = 0n
  for (const { bit, compiled, own } of units) {
    const denies = compiled.source.effect === 'Deny'
    if (worth === 0 && !denies) {
      if (own === true) mask |= bit
      continue
    }
    const inquiry = { principal, bounded, resource: '*', arn: undefined, context: new Map() }
    const found = statementWorth(compiled, inquiry)
    if (own !== true && found >= (denies ? 1 : worth)) mask |= bit
  }
  return mask
}
