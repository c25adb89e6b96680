import type { StatementReference } from '../decision.ts'
import { chooseActions } from './choose-action.ts'
import { chooseCallers } from './choose-caller.ts'
import { chooseValues } from './choose-key.ts'
import { chooseResources } from './choose-resource.ts'
import type { Choice, Unit } from './choice.ts'
import { Effort, TooMuchEffort } from './effort.ts'
import { goalsOf } from './goals.ts'
import { guessesFrom } from './guesses.ts'
import { nothingKnown, type KnownKeys } from './known.ts'
import { requestOf, type Facet, type Witness } from './request.ts'
import { findPath, type Goal, type Path } from './search.ts'
import { readSides, type Side, type Sides } from './sides.ts'
import { judgeOf, type ComparableKind } from './verify.ts'

interface Places {
  /** The statements of the new policies that allow what is new, as far as they were looked for. */
  readonly statements: readonly StatementReference[]
  /** Denies of the old policies that would still stand against it. */
  readonly lifted: readonly StatementReference[]
}

export type Comparison =
  /** Whatever the new policies allow, the old ones allowed. */
  | { readonly outcome: 'no-new-access' }
  | ({
      readonly outcome: 'new-access'
      /** Allowed by the new policies and not by the old, as the evaluator says. */
      readonly witness: Witness
    } & Places)
  | ({ readonly outcome: 'may-permit-more'; readonly reason: string } & Places)

export interface CompareOptions {
  /** Look at every statement of the new policies, not only for one that permits more. */
  readonly everyStatement?: boolean
  /**
   * Leave aside what a Deny of a resource's policy holds back of that which callers of its own account are
   * allowed by their own policies: the question is then what the policy itself grants.
   */
  readonly grantsOnly?: boolean
  /** Steps that the comparison may take. */
  readonly steps?: number
}

/**
 * Compares what policies allow by what they mean. The kind is that of the policies, not of a boundary.
 *
 * Requests fall into finitely many classes that no statement tells apart; one of each is looked at. So
 * `no-new-access` is certain. What is new is said only of a request that the evaluator has judged. See
 * docs/policy-comparison.md.
 */
export function compareAccess(
  kind: ComparableKind,
  before: Side,
  after: Side,
  { everyStatement = false, grantsOnly = false, steps }: CompareOptions = {},
): Comparison {
  const sides = readSides(before, after, kind === 'resource' && !grantsOnly)
  const effort = new Effort(steps)
  const allowedBefore = judgeOf(kind, before)
  const allowedAfter = judgeOf(kind, after)
  const search = new Search(kind, sides, effort, (request) => {
    return allowedAfter(request) && !allowedBefore(request)
  })
  try {
    search.run(goalsOf(sides.before, sides.after, effort), everyStatement)
  } catch (error) {
    if (!(error instanceof TooMuchEffort)) throw error
    if (search.witness === undefined) {
      return { outcome: 'may-permit-more', reason: error.message, statements: [], lifted: [] }
    }
  }
  return search.outcome()
}

class Search {
  readonly #kind: ComparableKind
  readonly #sides: Sides
  readonly #effort: Effort
  readonly #isNew: (request: Witness) => boolean
  #found = 0n
  #doubted = 0n
  witness: Witness | undefined

  constructor(
    kind: ComparableKind,
    sides: Sides,
    effort: Effort,
    isNew: (request: Witness) => boolean,
  ) {
    this.#kind = kind
    this.#sides = sides
    this.#effort = effort
    this.#isNew = isNew
  }

  run(goals: readonly Goal[], every: boolean): void {
    if (goals.length === 0) return
    const dimensions = this.#dimensions(nothingKnown)
    const doubts: { goal: Goal; path: Path<Facet> }[] = []
    for (const goal of goals) {
      if (this.#isSettled(goal, every)) continue
      const path = findPath(dimensions, goal, this.#effort)
      if (path === undefined) continue
      if (!this.#check(goal, path, nothingKnown)) doubts.push({ goal, path })
    }
    for (const { goal, path } of doubts) {
      if (this.#isSettled(goal, every)) continue
      this.#doubted |= goal.required
      this.#guess(goal, path)
    }
  }

  outcome(): Comparison {
    if (this.witness === undefined && this.#doubted === 0n) return { outcome: 'no-new-access' }
    const mask = this.witness === undefined ? this.#doubted : this.#found
    const places = { statements: this.#sides.allowsIn(mask), lifted: this.#sides.deniesIn(mask) }
    return this.witness === undefined
      ? { outcome: 'may-permit-more', reason: dependent, ...places }
      : { outcome: 'new-access', witness: this.witness, ...places }
  }

  #dimensions(known: KnownKeys): readonly (readonly Choice<Facet>[])[] {
    return dimensionsOf(this.#sides.units, this.#kind, known, this.#effort)
  }

  /** With variables given values: may find what is new, and proves nothing if it does not. */
  #guess(goal: Goal, path: Path<Facet>): void {
    for (const known of guessesFrom(this.#sides.units, path)) {
      const found = findPath(this.#dimensions(known), goal, this.#effort)
      if (found !== undefined && this.#check(goal, found, known)) return
    }
  }

  #check(goal: Goal, path: Path<Facet>, known: KnownKeys): boolean {
    const request = requestOf(path, known)
    if (!this.#isNew(request)) return false
    this.witness ??= request
    this.#found |= goal.required
    return true
  }

  #isSettled({ required }: Goal, every: boolean): boolean {
    return every
      ? (required & this.#sides.after.allows.reduce((a, b) => a | b, 0n) & ~this.#found) === 0n
      : this.witness !== undefined
  }
}

const dependent = 'it cannot be told whether the values of a request can occur together'

function dimensionsOf(
  units: readonly Unit[],
  kind: ComparableKind,
  known: KnownKeys,
  effort: Effort,
): readonly (readonly Choice<Facet>[])[] {
  const dimensions: (readonly Choice<Facet>[])[] = []
  if (units.some(({ compiled }) => compiled.principals !== undefined)) {
    dimensions.push(
      facets(chooseCallers(units, kind, effort), (asking) => ({ kind: 'caller', asking })),
    )
  }
  dimensions.push(facets(chooseActions(units, effort), (action) => ({ kind: 'action', action })))
  const resources = chooseResources(units, known, effort)
  dimensions.push(facets(resources, (resource) => ({ kind: 'resource', resource })))
  for (const key of keysOf(units)) {
    const values = chooseValues(units, key, known, effort)
    dimensions.push(facets(values, (value) => ({ kind: 'key', key, value })))
  }
  return dimensions
}

function facets<Value>(
  choices: readonly Choice<Value>[],
  facet: (value: Value) => Facet,
): readonly Choice<Facet>[] {
  return choices.map(({ mask, value, exact }) => ({ mask, value: facet(value), exact }))
}

/** The keys that conditions ask for. */
function keysOf(units: readonly Unit[]): ReadonlySet<string> {
  const conditions = units.flatMap(({ compiled }) => compiled.source.conditions)
  return new Set(conditions.map(({ key }) => key.toLowerCase()))
}
