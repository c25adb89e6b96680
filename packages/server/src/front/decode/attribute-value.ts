import { limits } from '../../base/index.ts'
import { invalidParameters, serialization, validation } from '../../errors/index.ts'
import { setAttribute, type AttributeMap, type AttributeValue } from '../../values/index.ts'
import { readBlob } from './base64.ts'
import {
  notCollection,
  notStructure,
  readBoolean,
  readString,
  refuseLoneSurrogate,
  structureNotExpected,
  type Place,
} from './json-type.ts'

/**
 * Attribute values, read apart from the shape tables because they are most of every request. Only
 * JSON types are judged here: a value of no type or of several passes, as do empty sets, malformed
 * numbers and NULL of false. values/ refuses those, with the text that the operation uses.
 */

const javaClass = 'com.amazonaws.dynamodb.v20120810.AttributeValue'

/** One attribute value, as a fresh object with none but known members. Throws SerializationException. */
export function decodeAttributeValue(raw: unknown): AttributeValue {
  return readAttributeValue(raw, 'field', 0)
}

export function readAttributeValue(raw: unknown, place: Place, level: number): AttributeValue {
  // A value that is null is a value of no type, and refused as such.
  if (raw === null) return {} as AttributeValue
  if (typeof raw !== 'object') throw serialization(notStructure(place))
  if (Array.isArray(raw)) throw serialization(`Unrecognized collection type class ${javaClass}`)
  let value: AttributeValue | undefined
  for (const type in raw) {
    const member = (raw as Record<string, unknown>)[type]
    if (member === null) continue
    const single = readSingle(type, member, level)
    if (single === undefined) continue
    value = value === undefined ? single : Object.assign(value, single)
  }
  return value ?? ({} as AttributeValue)
}

/** The value with that one type, or undefined for a type that does not exist. */
function readSingle(type: string, member: unknown, level: number): AttributeValue | undefined {
  switch (type) {
    case 'S':
      return { S: readString(member) }
    case 'N':
      return { N: readString(member) }
    case 'B':
      return { B: readBlob(member) }
    case 'BOOL':
      return { BOOL: readBoolean(member) }
    case 'NULL':
      return { NULL: readBoolean(member) as true }
    case 'M':
      return { M: readAttributeMap(member, 'field', deeper(level)) }
    case 'L':
      return { L: readList(member, deeper(level)) }
    case 'SS':
      return {
        SS: readSet(member, readString, 'An string set may not have a null string as a member'),
      }
    case 'NS':
      return {
        NS: readSet(member, readString, 'An number set may not have a null string as a member'),
      }
    case 'BS':
      return { BS: readSet(member, readBlob, 'Binary sets may not contain null or empty values') }
    default:
      return undefined
  }
}

/** An item, key, or map value. Names may be anything, `__proto__` included. */
export function readAttributeMap(raw: unknown, place: Place, level: number): AttributeMap {
  if (typeof raw !== 'object') throw serialization(notCollection(place))
  if (Array.isArray(raw)) {
    throw serialization(
      `Unrecognized collection type java.util.Map<java.lang.String, ${javaClass}>`,
    )
  }
  const map: AttributeMap = {}
  for (const name in raw) {
    refuseLoneSurrogate(name)
    const value = readAttributeValue((raw as Record<string, unknown>)[name], 'element', level)
    setAttribute(map, name, value)
  }
  return map
}

function readList(raw: unknown, level: number): AttributeValue[] {
  const list: AttributeValue[] = []
  for (const element of array(raw)) list.push(readAttributeValue(element, 'element', level))
  return list
}

function readSet(raw: unknown, read: (element: unknown) => string, nullMember: string): string[] {
  const set: string[] = []
  for (const element of array(raw)) {
    if (element === null) throw invalidParameters(nullMember)
    set.push(read(element))
  }
  return set
}

function array(raw: unknown): readonly unknown[] {
  if (Array.isArray(raw)) return raw
  throw serialization(typeof raw === 'object' ? structureNotExpected : notCollection('field'))
}

/** Bounds the recursion. What is refused here would be refused later, with the same words. */
function deeper(level: number): number {
  if (level < limits.readNestingLevels) return level + 1
  throw validation(
    'Nesting Levels have exceeded supported limits: ' +
      'Attributes in the item have nested levels beyond supported limit',
  )
}
