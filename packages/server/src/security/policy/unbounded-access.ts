import type { Condition, Policy } from './policy.ts'

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
export function grantsUnboundedAccess(policy: Policy): boolean {
  return unboundedStatements(policy).length > 0
}

/** The places of such Allows, from 0. A Deny that narrows them is not looked at. */
export function unboundedStatements({ statements }: Policy): readonly number[] {
  return [...statements.keys()].filter((index) => {
    const statement = statements[index]
    return (
      statement?.effect === 'Allow' &&
      statement.principals?.entries.some(({ type }) => type === 'everyone') === true &&
      !statement.conditions.some(narrows)
    )
  })
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
