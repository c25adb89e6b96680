/** An attribute map as decoded requests hold it: each value under its type. */
type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The values of a key by attribute, without their types. */
export function keyValues(key: unknown): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  if (!isAttributes(key)) return shown
  for (const [name, value] of Object.entries(key)) shown[name] = scalar(value)
  return shown
}

/** The key of an item, by the names of the table's key attributes. */
export function keyOfItem(item: unknown, keyNames: readonly string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  if (!isAttributes(item)) return shown
  for (const name of keyNames) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined
    if (value !== undefined) shown[name] = scalar(value)
  }
  return shown
}

/** Names of a map, where its values must not be shown. */
export function names(map: unknown): string[] {
  return typeof map === 'object' && map !== null ? Object.keys(map) : []
}

/** Keys are texts, numbers or bytes; of anything else, not even the form is shown. */
function scalar(value: Readonly<Record<string, unknown>>): unknown {
  return value['S'] ?? value['N'] ?? value['B'] ?? null
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null
}
