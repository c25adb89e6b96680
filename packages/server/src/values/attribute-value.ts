/**
 * A DynamoDB value in its wire form, which is also the form in memory: parsed once, stored as text,
 * answered as text. Numbers are decimal text (never `number`), binary is base64.
 */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { M: AttributeMap }
  | { L: AttributeValue[] }
  | { NULL: true }
  | { BOOL: boolean }

export type AttributeType = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'NULL' | 'BOOL'

/**
 * Names to values: an item, a key, or a map value. Names come from clients and may be anything,
 * `__proto__` included: read with {@link attributeOf} and write with {@link setAttribute}.
 */
export type AttributeMap = { [name: string]: AttributeValue }

/** The attribute of that name, or undefined. Never finds what an object inherits. */
export function attributeOf(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}

/** Sets an attribute of any name as the map's own. */
export function setAttribute(map: AttributeMap, name: string, value: AttributeValue): void {
  if (name === '__proto__') {
    Object.defineProperty(map, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  } else {
    map[name] = value
  }
}

/** The one type that a validated value has. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType
  throw new TypeError('an attribute value without a type')
}
