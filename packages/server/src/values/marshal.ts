import type { AttributeMap } from './attribute-value.ts'

/**
 * An item as the JSON text that the wire returns and the store keeps. Plain JSON is safe for every
 * name and value: own `__proto__` members are written and read as own, a member named `toJSON` is
 * never a function here, and a lone surrogate is written as an escape.
 */
export function marshalItem(item: AttributeMap): string {
  return JSON.stringify(item)
}

/** The inverse, for bytes that this server wrote itself: they are trusted and not checked again. */
export function unmarshalItem(bytes: Buffer): AttributeMap {
  return JSON.parse(bytes.toString('utf8')) as AttributeMap
}
