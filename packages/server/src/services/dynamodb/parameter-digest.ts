import { createHash } from 'node:crypto'

const sets: ReadonlySet<string> = new Set(['SS', 'NS', 'BS'])

/**
 * SHA-256 of what parameters say. The order of the members of maps and sets says nothing: clients write
 * it out anew when they repeat a request, and some languages keep none.
 */
export function digestOf(parameters: unknown): Buffer {
  return createHash('sha256').update(inOrder(parameters)).digest()
}

/** JSON with the members of maps and sets in one order, whatever theirs is. */
function inOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOrder).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${inOrder(sorted(name, member))}`).join()}}`
}

/** A list under the name of a type of sets is a set: the values of attributes are no bare lists. */
function sorted(name: string, member: unknown): unknown {
  return sets.has(name) && Array.isArray(member) ? member.toSorted() : member
}
