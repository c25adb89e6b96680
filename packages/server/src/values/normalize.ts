import { limits } from '../base/index.ts'
import { invalidParameters, validation } from '../errors/index.ts'
import {
  setAttribute,
  type AttributeMap,
  type AttributeType,
  type AttributeValue,
} from './attribute-value.ts'
import { parseBinary } from './binary.ts'
import { parseNumber } from './number.ts'

/**
 * Checks the content of an item whose JSON shape has been checked, and gives it in canonical form:
 * numbers and binaries each in their one spelling, so that equal values are equal texts. Answers
 * `raw` itself when nothing changes. Throws DynamoDB's errors, the first in document order.
 */
export function normalizeItem(raw: AttributeMap): AttributeMap {
  return normalizeMap(raw, 0)
}

/** The same for one value, as in a key or among expression values. */
export function normalizeValue(value: AttributeValue): AttributeValue {
  return normalizeAt(value, 1)
}

/** `level` is that of the map itself; an item is level 0. */
function normalizeMap(map: AttributeMap, level: number): AttributeMap {
  let changed: AttributeMap | undefined
  for (const name in map) {
    checkName(name)
    const value = map[name] as AttributeValue
    const normal = normalizeAt(value, level + 1)
    if (normal !== value) {
      changed ??= copyOf(map)
      setAttribute(changed, name, normal)
    }
  }
  return changed ?? map
}

function normalizeAt(value: AttributeValue, level: number): AttributeValue {
  if (level > limits.nestingLevels) {
    throw validation(
      'Nesting Levels have exceeded supported limits: ' +
        'Attributes in the item have nested levels beyond supported limit',
    )
  }
  const type = oneType(value)
  const content = (value as Record<AttributeType, unknown>)[type]
  const normal = normalContent(type, content, level)
  return normal === content ? value : ({ [type]: normal } as AttributeValue)
}

function normalContent(type: AttributeType, content: unknown, level: number): unknown {
  switch (type) {
    case 'S':
    case 'BOOL':
      return content
    case 'N':
      return parseNumber(content as string)
    case 'B':
      return parseBinary(content as string)
    case 'NULL':
      if (content === true) return content
      throw invalidParameters('Null attribute value types must have the value of true')
    case 'M':
      return normalizeMap(content as AttributeMap, level)
    case 'L':
      return normalizeEach(content as AttributeValue[], (element) => normalizeAt(element, level + 1))
    case 'SS':
      return normalizeSet(content as string[], 'An string set  may not be empty', (member) => member)
    case 'NS':
      return normalizeSet(content as string[], 'An number set  may not be empty', parseNumber)
    case 'BS':
      return normalizeSet(content as string[], 'Binary sets should not be empty', parseBinary)
  }
}

function normalizeSet(members: string[], ifEmpty: string, normalize: (member: string) => string) {
  if (members.length === 0) throw invalidParameters(ifEmpty)
  const normal = normalizeEach(members, normalize)
  if (new Set(normal).size !== normal.length) {
    throw invalidParameters(`Input collection [${members.join(', ')}] contains duplicates.`)
  }
  return normal
}

function normalizeEach<T>(elements: T[], normalize: (element: T) => T): T[] {
  let changed: T[] | undefined
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index] as T
    const normal = normalize(element)
    if (normal !== element) {
      changed ??= elements.slice()
      changed[index] = normal
    }
  }
  return changed ?? elements
}

function oneType(value: AttributeValue): AttributeType {
  let found: AttributeType | undefined
  for (const type in value) {
    if (found !== undefined) {
      throw validation(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      )
    }
    found = type as AttributeType
  }
  if (found === undefined) {
    throw validation(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
  }
  return found
}

function checkName(name: string): void {
  if (name.length === 0) throw validation('Attribute name must not be empty')
  if (name.length * 3 > 65_535 && Buffer.byteLength(name) > 65_535) {
    throw validation('Attribute name is too large, must be less than 65536 bytes')
  }
}

function copyOf(map: AttributeMap): AttributeMap {
  const copy: AttributeMap = {}
  for (const name in map) setAttribute(copy, name, map[name] as AttributeValue)
  return copy
}
