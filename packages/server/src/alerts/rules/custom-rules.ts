import { principalOf } from '../events/index.ts'
import { limits } from '../../base/index.ts'
import { compilePattern, PatternFault } from '../pattern/index.ts'
import { plainRule, severities, type Rule, type Severity } from './rule.ts'

/** What is wrong with a file of rules, in one line. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault'
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The rules that hold with a file of rules: those built in without what its `disable` names, and those of its `rules`.
 * Takes the file as parsed. Throws a RuleFault.
 */
export function readRules(file: unknown, builtIn: readonly Rule[]): readonly Rule[] {
  if (!isFields(file)) throw new RuleFault('must be a map with "rules", "disable" or both')
  onlyKnown(file, ['rules', 'disable'], 'the file')
  const off = listOf(file, 'disable').map((name) => {
    if (builtIn.some((rule) => rule.name === name)) return name
    const names = builtIn.map((rule) => rule.name).join(', ')
    throw new RuleFault(`disable: there is no rule ${JSON.stringify(name)}; there are ${names}`)
  })
  const given = listOf(file, 'rules')
  if (given.length > limits.alertRules) {
    throw new RuleFault(`has more than ${String(limits.alertRules)} rules`)
  }
  const own = given.map((rule, at) => readRule(rule, `rules[${String(at)}]`))
  const names = [...builtIn, ...own].map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new RuleFault(`there are two rules of the name ${twice}`)
  return [...builtIn.filter(({ name }) => !off.includes(name)), ...own]
}

function readRule(rule: unknown, at: string): Rule {
  if (!isFields(rule)) throw new RuleFault(`${at}: must be a map`)
  onlyKnown(rule, ['name', 'severity', 'description', 'pattern'], at)
  const { name, severity = 'medium', description, pattern } = rule
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) {
    throw new RuleFault(`${at}.name: must be up to 64 small letters, digits and hyphens`)
  }
  if (!severities.includes(severity as Severity)) {
    throw new RuleFault(`${at}.severity: must be one of ${severities.join(', ')}`)
  }
  if (description !== undefined && (typeof description !== 'string' || description === '')) {
    throw new RuleFault(`${at}.description: must be a text`)
  }
  const said = description ?? `the rule ${name} matched`
  return plainRule(
    { name, severity: severity as Severity, description: said, pattern: readPattern(pattern, at) },
    ({ detail }) => `${principalOf(detail)} made ${detail.eventName}: ${said}`,
  )
}

function readPattern(pattern: unknown, at: string): Rule['pattern'] {
  try {
    return compilePattern(pattern)
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error
    throw new RuleFault(`${at}.pattern: ${error.message}`)
  }
}

function listOf(file: Fields, name: string): readonly unknown[] {
  const value = file[name] ?? []
  if (!Array.isArray(value)) throw new RuleFault(`${name}: must be a list`)
  return value
}

function onlyKnown(fields: Fields, known: readonly string[], at: string): void {
  const other = Object.keys(fields).find((name) => !known.includes(name))
  if (other !== undefined) throw new RuleFault(`${at}: there is no member ${JSON.stringify(other)}`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
