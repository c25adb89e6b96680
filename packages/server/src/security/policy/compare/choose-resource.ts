import { Choices, type Choice, type Unit } from './choice.ts'
import type { Effort } from './effort.ts'
import { fillArn, type KnownKeys } from './known.ts'
import { tellArns, type ArnParts } from './tell-arns.ts'

/** A pattern as it stands in statements. */
interface Placed {
  readonly parts: ArnParts
  readonly open: boolean
  /** Some NotResource has it: there it matters whether a variable has a value at all. */
  inverse: boolean
}

/** How a statement's resources are made up of patterns, by number. */
interface Wanted {
  readonly unit: Unit
  readonly patterns: readonly number[]
  /** A variable of these is known to have no value. */
  readonly never: boolean
  readonly all: boolean
}

type Match = 'yes' | 'no' | 'unknown'

/** ARNs, and `*` for actions on no resource. */
export function chooseResources(
  units: readonly Unit[],
  known: KnownKeys,
  effort: Effort,
): readonly Choice<string>[] {
  const patterns: Placed[] = []
  const wanted = readWanted(units, known, patterns)
  const found = new Choices<string>()
  const add = (value: string, matches: readonly Match[] | undefined, exact: boolean): void => {
    effort.spend(units.length)
    found.add({ mask: standing(wanted, matches), value, exact })
  }
  const told = tellArns(
    patterns.map(({ parts }) => parts),
    effort,
  )
  for (const { mask, example } of told) {
    for (const { matches, exact } of matchings(patterns, mask, effort)) add(example, matches, exact)
  }
  add('*', undefined, true)
  return found.list()
}

function readWanted(
  units: readonly Unit[],
  known: KnownKeys,
  patterns: Placed[],
): readonly Wanted[] {
  const numbers = new Map<string, number | undefined>()
  return units.map((unit) => {
    const { compiled, version } = unit
    const mine: number[] = []
    let never = false
    const entries = compiled.source.resources?.entries ?? ['*']
    for (const entry of entries) {
      const key = `${version} ${entry}`
      if (!numbers.has(key)) {
        const filled = fillArn(entry, version, known)
        numbers.set(key, filled && patterns.push({ ...filled, inverse: false }) - 1)
      }
      const number = numbers.get(key)
      const pattern = number === undefined ? undefined : patterns[number]
      if (number === undefined || pattern === undefined) never = true
      else {
        mine.push(number)
        if (compiled.source.resources?.negated === true) pattern.inverse = true
      }
    }
    return { unit, patterns: mine, never, all: entries.includes('*') }
  })
}

/** What each pattern may say of an ARN: only one with an open variable leaves a choice. */
function matchings(
  patterns: readonly Placed[],
  mask: bigint,
  effort: Effort,
): readonly { matches: readonly Match[]; exact: boolean }[] {
  let found: Match[][] = [[]]
  let exact = true
  for (const [index, { open, inverse }] of patterns.entries()) {
    const fits = ((mask >> BigInt(index)) & 1n) === 1n
    const options: Match[] = fits ? ['yes'] : ['no']
    if (open && fits) options.push('no')
    if (open && inverse) options.push('unknown')
    if (options.length > 1) exact = false
    effort.spend(found.length * options.length)
    found = found.flatMap((matches) => options.map((option) => [...matches, option]))
  }
  return found.map((matches) => ({ matches, exact }))
}

/** As the evaluator puts patterns together; `matches` is undefined for what is no ARN. */
function standing(wanted: readonly Wanted[], matches: readonly Match[] | undefined): bigint {
  let mask = 0n
  for (const { unit, patterns, never, all } of wanted) {
    const { effect, resources } = unit.compiled.source
    const negated = resources?.negated === true
    const some = (match: Match): boolean => patterns.some((number) => matches?.[number] === match)
    const unknown = matches !== undefined && (never || some('unknown'))
    if (all || some('yes')) {
      if (!negated) mask |= unit.bit
    } else if (negated && (!unknown || effect === 'Deny')) mask |= unit.bit
  }
  return mask
}
