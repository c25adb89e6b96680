import { isVariable, readTemplate } from '../template.ts'
import type { Unit } from './choice.ts'
import type { KnownKeys } from './known.ts'
import type { Facet } from './request.ts'
import type { Path } from './search.ts'

/** Values for the variables of the statements, with which a doubtful request may become a real one. */
export function guessesFrom(units: readonly Unit[], path: Path<Facet>): readonly KnownKeys[] {
  const chosen = new Map<string, string>()
  for (const { value: facet } of path.choices) {
    if (facet.kind === 'key' && typeof facet.value === 'string') chosen.set(facet.key, facet.value)
  }
  const variables = [...variablesOf(units)]
  if (variables.length === 0) return []
  const made = variables.map((key, index): [string, string] => [key, `example${String(index + 1)}`])
  const fromPath = new Map(made.map(([key, value]) => [key, chosen.get(key) ?? value]))
  const absent = new Map<string, string | undefined>(variables.map((key) => [key, chosen.get(key)]))
  return [fromPath, new Map(made), absent]
}

function variablesOf(units: readonly Unit[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { compiled, version } of units) {
    const { resources, conditions } = compiled.source
    const values = conditions.flatMap((condition) =>
      /^(?:String|Arn)/.test(condition.operator) ? condition.values : [],
    )
    for (const text of [...(resources?.entries ?? []), ...values]) {
      for (const part of readTemplate(text, version)) if (isVariable(part)) keys.add(part.key)
    }
  }
  return keys
}
