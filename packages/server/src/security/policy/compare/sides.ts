import { assert } from '../../../base/index.ts'
import { statementsOf, type NamedPolicy } from '../compile.ts'
import type { StatementReference } from '../decision.ts'
import type { PolicyVersion, Statement } from '../policy.ts'
import type { CompiledStatement } from '../statement.ts'
import { anything } from './anything.ts'
import type { Unit } from './choice.ts'

/** The policies of one side of a comparison. */
export interface Side {
  /** Those that grant. None at all is a side too: nothing is allowed. */
  readonly policies: readonly NamedPolicy[]
  /** The permissions boundary of an identity, which must allow as well. */
  readonly boundary?: readonly NamedPolicy[] | undefined
}

/** Which statements do what on one side. */
export interface Roles {
  /** By layer, each of which must allow: the statements that do. */
  readonly allows: readonly bigint[]
  readonly denies: bigint
}

export interface Sides {
  readonly units: readonly Unit[]
  readonly before: Roles
  readonly after: Roles
  /** Where the Allows of a mask stand in the policies of after, those of the boundary left out. */
  allowsIn(mask: bigint): readonly StatementReference[]
  /** Where the Denies of a mask stood in the policies of before. */
  deniesIn(mask: bigint): readonly StatementReference[]
}

/**
 * Numbers the statements of both sides. `withOwn`: in a resource's own account the policies of callers may
 * allow what the resource's only does not deny.
 */
export function readSides(before: Side, after: Side, withOwn: boolean): Sides {
  const numbering = new Numbering()
  const [old, now] = [numbering.read(before), numbering.read(after)]
  if (withOwn) {
    const own = numbering.addOwn()
    for (const { roles } of [old, now]) roles.allows = roles.allows.map((mask) => mask | own)
  }
  return {
    units: numbering.units(),
    before: old.roles,
    after: now.roles,
    allowsIn: (mask) => placesIn(now.places, mask & (now.roles.allows[0] ?? 0n)),
    deniesIn: (mask) => placesIn(old.places, mask & old.roles.denies),
  }
}

interface Place {
  readonly bit: bigint
  readonly reference: StatementReference
}

function placesIn(places: readonly Place[], mask: bigint): readonly StatementReference[] {
  return places.filter(({ bit }) => (bit & mask) !== 0n).map(({ reference }) => reference)
}

class Numbering {
  readonly #units = new Map<string, Unit>()

  units(): readonly Unit[] {
    return [...this.#units.values()]
  }

  read({ policies, boundary }: Side): {
    roles: { -readonly [Name in keyof Roles]: Roles[Name] }
    places: Place[]
  } {
    const places: Place[] = []
    const layers = [this.#layer(policies, places)]
    if (boundary !== undefined) layers.push(this.#layer(boundary, []))
    const denies = layers.reduce((all, layer) => all | layer.denies, 0n)
    return { roles: { allows: layers.map(({ allows }) => allows), denies }, places }
  }

  addOwn(): bigint {
    const bit = 1n << BigInt(this.#units.size)
    const [compiled] = statementsOf(anything)
    assert(compiled !== undefined, 'the policy has a statement')
    this.#units.set('own', { bit, version: anything.version, compiled, own: true })
    return bit
  }

  #layer(
    policies: readonly NamedPolicy[],
    places: Place[],
  ): { readonly allows: bigint; readonly denies: bigint } {
    let allows = 0n
    let denies = 0n
    for (const { id, policy } of policies) {
      for (const [index, compiled] of statementsOf(policy).entries()) {
        const { effect, sid } = compiled.source
        const bit = this.#number(compiled, policy.version)
        if (effect === 'Allow') allows |= bit
        else denies |= bit
        const reference = { policyKind: policy.kind, policyId: id, index }
        places.push({ bit, reference: sid === undefined ? reference : { ...reference, sid } })
      }
    }
    return { allows, denies }
  }

  #number(compiled: CompiledStatement, version: PolicyVersion): bigint {
    const key = meaningOf(compiled.source, version)
    const known = this.#units.get(key)
    if (known !== undefined) return known.bit
    const bit = 1n << BigInt(this.#units.size)
    this.#units.set(key, { bit, version, compiled })
    return bit
  }
}

/** Equal for statements that say the same in the same words; a name and a place say nothing. */
function meaningOf(statement: Statement, version: PolicyVersion): string {
  const { effect, principals, actions, resources, conditions } = statement
  const said = JSON.stringify([effect, principals, actions, resources, conditions])
  // Only variables are read differently by versions.
  return said.includes('${') ? `${version} ${said}` : said
}
