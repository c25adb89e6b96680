import { jsonText, limits } from '../../base/index.ts'
import { itemParametersText, type KeyNames, type RequestParameters } from './item-parameters.ts'
import { keyOfItem, keyValues } from './key-values.ts'
import { hole } from './record-shape.ts'

/** The JSON of parameters with a hole in place of each value of a key: the same for most requests to a table. */
export type ParameterTemplate = string

export interface TemplatedParameters {
  readonly template: ParameterTemplate
  /** The JSON of what fills the holes, in their order, with a hole between two. JSON has no such character. */
  readonly values: string
}

export function filledTemplate(template: ParameterTemplate, values: string): string {
  const parts = template.split(hole)
  if (parts.length === 1) return template
  const own = values.split(hole)
  let text = parts[0] ?? ''
  for (let at = 1; at < parts.length; at++) text += (own[at - 1] ?? '') + (parts[at] ?? '')
  return text
}

/** How a member that is no plain value takes part: by its names and what they stand for, as a key, or as an item. */
type Kind = 'names' | 'key' | 'item'

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['Key', 'key'],
  ['Item', 'item'],
  ['ExpressionAttributeNames', 'names'],
])

interface Known {
  readonly template: ParameterTemplate
  /** Of each member that may appear: its value, or the names in it; undefined where it is absent. */
  readonly members: readonly unknown[]
  /** The member that fills the holes, and the names of the attributes that do. */
  readonly keyed: string | undefined
  readonly keys: readonly string[]
  /** Of the table, where they decided which attributes these are. */
  readonly keyNames: readonly string[] | undefined
}

/** The templates of the parameters that were seen lately. */
export class ParameterTemplates {
  /** By the list of an operation's members, then by table. */
  readonly #known = new Map<readonly string[], Map<string, Known[]>>()
  #count = 0

  /** How many are remembered. */
  get size(): number {
    return this.#count
  }

  /** Undefined: these parameters have more of their own than keys. */
  find(
    input: RequestParameters,
    members: readonly string[],
    keyNames: KeyNames,
  ): TemplatedParameters | undefined {
    const table = input['TableName']
    if (typeof table !== 'string') return undefined
    const names = input['Item'] === undefined ? undefined : keyNames(table)
    const list = this.#known.get(members)?.get(table)
    if (list !== undefined) {
      for (const known of list) {
        if (known.keyNames === names && isLike(known, input, members)) return filling(known, input)
      }
    }
    const made = knownOf(input, members, keyNames, names)
    if (made === undefined) return undefined
    this.#add(members, table, made)
    return filling(made, input)
  }

  #add(members: readonly string[], table: string, made: Known): void {
    if (this.#count >= limits.auditTemplates) {
      this.#known.clear()
      this.#count = 0
    }
    const tables = this.#known.get(members) ?? new Map<string, Known[]>()
    this.#known.set(members, tables)
    const list = tables.get(table) ?? []
    // Requests that differ each time would be compared with all.
    const kept = list.length < limits.auditTemplatesOfTable ? list : []
    this.#count += 1 + kept.length - list.length
    tables.set(table, [...kept, made])
  }
}

function isLike(
  { members: known }: Known,
  input: RequestParameters,
  members: readonly string[],
): boolean {
  for (let at = 0; at < members.length; at++) {
    const member = members[at] ?? ''
    const value = input[member]
    const like = known[at]
    if (value === like) continue
    if (value === undefined || like === undefined) return false
    const kind = kinds.get(member)
    if (kind === undefined || typeof value !== 'object' || value === null) return false
    if (kind === 'names' ? !isSameMap(value, like) : !isNamed(value, like)) return false
  }
  return true
}

/** Whether a map has these names, in this order. */
function isNamed(map: object, names: unknown): boolean {
  const own = Object.keys(map)
  if (!Array.isArray(names) || own.length !== names.length) return false
  for (let at = 0; at < own.length; at++) if (own[at] !== names[at]) return false
  return true
}

function isSameMap(map: object, like: unknown): boolean {
  if (typeof like !== 'object' || like === null) return false
  const other = like as RequestParameters
  const names = Object.keys(other)
  if (!isNamed(map, names)) return false
  return names.every((name) => (map as RequestParameters)[name] === other[name])
}

function filling({ template, keyed, keys }: Known, input: RequestParameters): TemplatedParameters {
  if (keyed === undefined) return { template, values: '' }
  const shown = keyed === 'Key' ? keyValues(input[keyed]) : keyOfItem(input[keyed], keys)
  let values = ''
  for (const key of keys) values += (values === '' ? '' : hole) + valueText(shown[key])
  return { template, values }
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? jsonText(value) : JSON.stringify(value)
}

function isKeyed(member: string): boolean {
  const kind = kinds.get(member)
  return kind === 'key' || kind === 'item'
}

function knownOf(
  input: RequestParameters,
  members: readonly string[],
  keyNames: KeyNames,
  names: readonly string[] | undefined,
): Known | undefined {
  const seen: unknown[] = []
  for (const member of members) {
    const value = Object.hasOwn(input, member) ? input[member] : undefined
    const kind = kinds.get(member)
    // Its text has the values of keys in it.
    if (member === 'Statement' && value !== undefined) return undefined
    if (typeof value !== 'object' || value === null) {
      if (kind !== undefined && value !== undefined) return undefined
      seen.push(value)
    } else if (kind === undefined) {
      return undefined
    } else {
      seen.push(kind === 'names' ? { ...value } : Object.keys(value))
    }
  }
  // Operations have one of them.
  const keyed = members.find((member) => isKeyed(member) && input[member] !== undefined)
  let keys: readonly string[] = []
  const template = itemParametersText(input, members, keyNames, (shown) => {
    keys = Object.keys(shown)
    return keys.map((name) => `${JSON.stringify(name)}:${hole}`).join(',')
  })
  if (template.length > limits.auditTemplateCharacters) return undefined
  return { template, members: seen, keyed, keys, keyNames: names }
}
