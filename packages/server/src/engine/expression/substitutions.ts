import { validation } from '../../errors/index.ts'
import {
  attributeOf,
  type AttributeMap,
  type AttributeValue,
  type Wording,
} from '../../values/index.ts'

const namesMember = 'ExpressionAttributeNames'
const valuesMember = 'ExpressionAttributeValues'
const nameKey = /^#[0-9a-zA-Z_]+$/
const valueKey = /^:[0-9a-zA-Z_]+$/

/** AWS: characters of a key such as `#name`, and bytes of an attribute name. */
const longestKey = 255
const longestName = 65_535

/**
 * The `#names` and `:values` of one request, shared by its expressions. Remembers which were used,
 * because the service refuses a request that brings others.
 *
 * Values must be normalized beforehand; {@link checkSubstitutionKeys} first, as the service reports
 * a bad key before a bad value.
 */
export class Substitutions {
  readonly #names: Readonly<Record<string, string>>
  readonly #values: AttributeMap
  readonly #used = new Set<string>()

  /** Throws as {@link checkSubstitutionKeys}. */
  constructor(names: Record<string, string> | undefined, values: AttributeMap | undefined) {
    checkSubstitutionKeys(names, values)
    this.#names = names ?? {}
    this.#values = values ?? {}
  }

  /** The attribute name for a key `#name`, which counts as used. */
  name(key: string): string | undefined {
    if (!Object.hasOwn(this.#names, key)) return undefined
    this.#used.add(key)
    return this.#names[key]
  }

  /** The value for a key `:value`, which counts as used. */
  value(key: string): AttributeValue | undefined {
    const value = attributeOf(this.#values, key)
    if (value !== undefined) this.#used.add(key)
    return value
  }

  /** Throws unless every name and value was used. To be called once all expressions are parsed. */
  assertAllUsed(): void {
    this.#assertUsed(namesMember, this.#names)
    this.#assertUsed(valuesMember, this.#values)
  }

  #assertUsed(member: string, given: object): void {
    const unused = Object.keys(given).filter((key) => !this.#used.has(key))
    if (unused.length === 0) return
    throw validation(
      `Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`,
    )
  }
}

/** Throws unless the members, where present, are not empty and have keys of the right form. */
export function checkSubstitutionKeys(
  names: Readonly<Record<string, string>> | undefined,
  values: object | undefined,
): void {
  if (names !== undefined) {
    checkKeys(namesMember, nameKey, names)
    for (const key in names) checkName(key, names[key] as string)
  }
  if (values !== undefined) checkKeys(valuesMember, valueKey, values)
}

/**
 * Throws if names or values come without an expression that could use them. `expressions` are the
 * request's members that may hold names *and* values, in the service's order; a projection holds
 * names only and is told apart.
 */
export function checkSubstitutionsWanted(request: {
  readonly names: object | undefined
  readonly values: object | undefined
  readonly expressions: Readonly<Record<string, string | undefined>>
  readonly projection?: string | undefined
  /** The older checks name the expressions that are missing; the current ones do not. */
  readonly wording: Wording
}): void {
  const members = Object.keys(request.expressions)
  if (members.some((member) => request.expressions[member] !== undefined)) return
  if (request.names !== undefined && request.projection === undefined) {
    throw validation(`${namesMember} can only be specified when using expressions`)
  }
  if (request.values !== undefined) {
    const are = members.length > 1 ? 'are' : 'is'
    const terse = request.wording === 'current' || members.length === 0
    const absent = terse ? '' : `: ${members.join(' and ')} ${are} null`
    throw validation(`${valuesMember} can only be specified when using expressions${absent}`)
  }
}

function checkKeys(member: string, form: RegExp, given: object): void {
  const keys = Object.keys(given)
  if (keys.length === 0) throw validation(`${member} must not be empty`)
  for (const key of keys) {
    if (key.length > longestKey) {
      throw validation(
        `${member} contains invalid key: The expression attribute map contains a key that is too ` +
          `long; size of key: ${key.length}`,
      )
    }
    if (!form.test(key)) {
      throw validation(`${member} contains invalid key: Syntax error; key: "${key}"`)
    }
  }
}

function checkName(key: string, name: string): void {
  const refuse = (fault: string): never => {
    throw validation(`${namesMember} contains invalid value: ${fault} for key ${key}`)
  }
  if (name === '') refuse('Empty attribute name')
  if (name.length > longestName / 3 && Buffer.byteLength(name) > longestName) {
    refuse('Attribute name is too large, must be less than 65536 bytes')
  }
}
