/** What alerts are raised for: the rules that are built in, and those of a file. */
export { builtInRules } from './built-in.ts'
export { readRules, RuleFault } from './custom-rules.ts'
export { comparedOperations } from './policy-operations.ts'
export { needsAnswer } from './policy-permits-more.ts'
export { severities, type Rule, type Severity } from './rule.ts'
