import { compileArn, matchesAll, readArn, type ArnPattern } from './arn.ts'
import { badValue, is, isNot, type Matcher, type OperatorTable } from './operator.ts'
import type { PolicyVersion } from './policy.ts'
import { isVariable, plainText, readTemplate, resolve } from './template.ts'

/** Equals and Like are one operator under two names. */
export const arnOperators: OperatorTable = {
  ArnEquals: is(matchArn),
  ArnLike: is(matchArn),
  ArnNotEquals: isNot(matchArn),
  ArnNotLike: isNot(matchArn),
}

function matchArn(values: readonly string[], version: PolicyVersion): Matcher {
  const patterns = values.map((value) => readPattern(value, version))
  return (value, context) => {
    const arn = readArn(value)
    if (arn === undefined) return undefined
    return patterns.some((pattern) => pattern(arn, context) === true)
  }
}

/** Six parts, or `*` for any ARN, or one variable that stands for a whole ARN. */
function readPattern(text: string, version: PolicyVersion): ArnPattern {
  const template = readTemplate(text, version)
  if (matchesAll(template)) return () => true
  const [only] = template
  if (template.length === 1 && only !== undefined && isVariable(only)) {
    return (arn, context) => {
      const pieces = resolve(template, context)
      return pieces && plainText(pieces) === arn.text
    }
  }
  return compileArn(template) ?? badValue(text)
}
