import type { CompiledStatement, Inquiry } from './statement.ts'

export interface PlacedStatement {
  readonly policyId: string
  /** Place in the policy, from 0. */
  readonly index: number
  /** Place among all statements of the set, from 0. */
  readonly order: number
  readonly compiled: CompiledStatement
}

/**
 * Statements that say the same of every request they may concern: one is asked for all. Guard rails stand
 * in policy after policy word for word, so that sets are large and groups few.
 */
export interface StatementGroup {
  readonly asked: CompiledStatement
  readonly placed: readonly PlacedStatement[]
}

/** The statements of some policies that may say something of one action, and perhaps of one resource. */
export interface Candidates {
  readonly denies: readonly StatementGroup[]
  readonly allows: readonly StatementGroup[]
}

/** Of statements that cover the action; all of them stay. */
export function candidatesOf(covering: readonly PlacedStatement[]): Candidates {
  return split(covering, (placed) => ({ asked: placed.compiled, key: placed.compiled.says }))
}

/** Of statements that cover the action, those that may say something of the inquiry's resource. */
export function candidatesFor(covering: readonly PlacedStatement[], inquiry: Inquiry): Candidates {
  return split(covering, ({ compiled }) => {
    if (!compiled.resourcesAreFixed) return { asked: compiled, key: compiled.says }
    // Of a resource's candidates a fixed list of resources has nothing more to say.
    if (compiled.coversResource(inquiry) === false) return undefined
    return { asked: { ...compiled, coversResource: always }, key: compiled.saysBesides }
  })
}

const always = (): true => true

type Asked = { readonly asked: CompiledStatement; readonly key: string } | undefined

function split(
  covering: readonly PlacedStatement[],
  read: (placed: PlacedStatement) => Asked,
): Candidates {
  const ofEffect = (effect: 'Deny' | 'Allow'): readonly StatementGroup[] =>
    group(
      covering.filter(({ compiled }) => compiled.source.effect === effect),
      read,
    )
  return { denies: ofEffect('Deny'), allows: ofEffect('Allow') }
}

function group(
  statements: readonly PlacedStatement[],
  read: (placed: PlacedStatement) => Asked,
): readonly StatementGroup[] {
  const groups = new Map<string, { asked: CompiledStatement; placed: PlacedStatement[] }>()
  for (const placed of statements) {
    const found = read(placed)
    if (found === undefined) continue
    const known = groups.get(found.key)
    if (known === undefined) groups.set(found.key, { asked: found.asked, placed: [placed] })
    else known.placed.push(placed)
  }
  return [...groups.values()]
}
