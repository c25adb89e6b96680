import { jsonText } from '../base/index.ts'
import type { AttributeMap, AttributeValue } from './attribute-value.ts'

/**
 * An item as the JSON text that the wire returns and the store keeps: what `JSON.stringify` makes of it, in half the
 * time, since it is known what an item is made of. Own `__proto__` members are written as own, a member named
 * `toJSON` is never a function here, and a lone surrogate is written as an escape.
 */
export function marshalItem(item: AttributeMap): string {
  let text = '{'
  for (const name of Object.keys(item)) {
    if (text.length > 1) text += ','
    text += jsonText(name) + ':' + marshalValue(item[name] as AttributeValue)
  }
  return text + '}'
}

/** The inverse, for bytes that this server wrote itself: they are trusted and not checked again. */
export function unmarshalItem(bytes: Buffer): AttributeMap {
  return JSON.parse(bytes.toString('utf8')) as AttributeMap
}

/** As deep as an item is, which is bounded when it is decoded. */
function marshalValue(value: AttributeValue): string {
  if ('S' in value) return '{"S":' + jsonText(value.S) + '}'
  if ('N' in value) return '{"N":' + jsonText(value.N) + '}'
  if ('M' in value) return '{"M":' + marshalItem(value.M) + '}'
  if ('L' in value) return '{"L":[' + value.L.map(marshalValue).join(',') + ']}'
  return JSON.stringify(value)
}
