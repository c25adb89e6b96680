import type { Finding } from '../events/index.ts'
import { limits } from '../../base/index.ts'
import {
  ambiguous,
  newAccess,
  type Comparison,
  type PolicyTexts,
  type Witness,
} from '../../security/policy/index.ts'
import type { Doubt, PolicyChange } from './policy-change.ts'

/** What a change permits that was not permitted before; undefined: nothing, with certainty. */
export function findingOf(
  change: PolicyChange | Doubt,
  by: string,
  eventName: string,
): Finding | undefined {
  if ('doubt' in change) return doubted(change, by, eventName)
  const comparison = compare(change)
  if (comparison.outcome === 'no-new-access') return undefined
  const { subject, shownAs } = change
  const kind = shownAs?.kind ?? change.kind
  const begin = `${by} changed policies of ${subject} (${eventName})`
  const details = { comparison: comparison.outcome, policyKind: kind, subject }
  if (comparison.outcome === 'may-permit-more') {
    const { reason } = comparison
    const message = `${begin}, which may permit more than before: ${reason}`
    return { message, details: { ...details, reason } }
  }
  const { witness, statements, lifted } = comparison
  const shown = shownWitness(change, witness)
  return {
    message: `${begin}: now allowed and not before is ${sentence(shown)}`,
    details: { ...details, witness: shown, statements, lifted },
  }
}

function doubted({ subject, doubt }: Doubt, by: string, eventName: string): Finding {
  return {
    message: `${by} changed ${subject} (${eventName}), which may permit more than before: ${doubt}`,
    details: { comparison: 'may-permit-more', subject, reason: doubt },
  }
}

function compare({ kind, before, after, partial }: PolicyChange): Comparison {
  if (before === undefined) {
    const reason = 'what was permitted before is not known'
    return { outcome: 'may-permit-more', reason, statements: [], lifted: [] }
  }
  const options = { steps: limits.alertComparisonSteps }
  const alone = newAccess(kind, before, after, options)
  if (partial !== true || alone.outcome === 'new-access') return alone
  const lifting = newAccess(kind, beside(before), beside(after), options)
  return lifting.outcome === 'no-new-access' ? alone : lifting
}

const everything = {
  id: 'other policies',
  document: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  }),
}

/** Beside policies that allow everything, so that only what is denied makes a difference. */
function beside({ policies }: PolicyTexts): PolicyTexts {
  return { policies: [...policies, everything] }
}

/** A request as alerts show it. */
interface ShownWitness {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

function shownWitness({ kind, subject, shownAs }: PolicyChange, witness: Witness): ShownWitness {
  const { action, resource, context } = witness
  const values = [...context].map(
    ([key, value]) => [key, value === ambiguous ? '?' : value] as const,
  )
  return {
    principal: shownAs?.principal ?? (kind === 'identity' ? subject : nameOf(witness)),
    action,
    // A trust policy is about its own role.
    resource: kind === 'trust' ? subject : resource,
    context: Object.fromEntries(values),
  }
}

function nameOf({ principal }: Witness): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'anybody'
    case 'service':
      return principal.service
    default:
      return principal.arn
  }
}

function sentence({ principal, action, resource, context }: ShownWitness): string {
  const conditions = Object.entries(context).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}`,
  )
  const when = conditions.length === 0 ? '' : `, with ${conditions.join(' and ')}`
  return `${action} on ${resource} by ${principal}${when}`
}
