import type { Policy, Statement } from './policy.ts'
import { isVariable, readTemplate } from './template.ts'

/** The condition keys and variables that a policy mentions, in lower case and in order. */
export function contextKeys(policy: Policy): readonly string[] {
  const keys = new Set<string>()
  for (const statement of policy.statements) {
    for (const { key } of statement.conditions) keys.add(key.toLowerCase())
    for (const text of textsOf(statement)) {
      const variables = readTemplate(text, policy.version).filter(isVariable)
      for (const { key } of variables) keys.add(key)
    }
  }
  return [...keys].sort()
}

/** Where variables may stand. A value that looks like one elsewhere has been refused. */
function textsOf({ resources, conditions }: Statement): readonly string[] {
  const values = conditions.filter(({ operator }) => /^(?:String|Arn)/.test(operator))
  return [...(resources?.entries ?? []), ...values.flatMap((condition) => condition.values)]
}
