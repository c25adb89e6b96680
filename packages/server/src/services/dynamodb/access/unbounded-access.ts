import type { Condition, Policy } from '../../../security/policy/index.ts'

/** Keys that, held to fixed values, make an Allow to everyone an Allow to somebody. */
const narrowing = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'aws:ec2instancesourcevpc',
])

/** Whether some Allow of the policy is for everyone, with no condition that says who that is. */
export function grantsUnboundedAccess({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      principals?.entries.some(({ type }) => type === 'everyone') === true &&
      !conditions.some(narrows),
  )
}

function narrows({ operator, qualifier, ifExists, key, values }: Condition): boolean {
  if (ifExists || qualifier === 'ForAllValues') return false
  const name = key.toLowerCase()
  if (name === 'aws:principalisawsservice') {
    return operator === 'Bool' && values.every((value) => value.toLowerCase() === 'true')
  }
  const fixed = values.every((value) => !/[*?]|\$\{/.test(value))
  return narrowing.has(name) && /^(?:String|Arn)(?:Equals|Like)/.test(operator) && fixed
}
