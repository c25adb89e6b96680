import { limits } from '../base/index.ts'
import { invalidParameters, validation } from '../errors/index.ts'
import {
  setAttribute,
  type AttributeMap,
  type AttributeType,
  type AttributeValue,
} from './attribute-value.ts'
import { parseBinary } from './binary.ts'
import type { Wording } from './decimal.ts'
import { normalizeSet } from './normalize-set.ts'
import { parseNumber } from './number.ts'
import { checkName, checkText } from './text.ts'

/**
 * Checks the content of an item whose JSON shape has been checked, and gives it in canonical form:
 * numbers in their one spelling, so that equal values are equal texts. Answers `raw` itself when
 * nothing changes. Throws DynamoDB's errors, the first in document order; operations that report
 * them inside `1 validation error detected: ` add that themselves.
 */
export function normalizeItem(raw: AttributeMap, wording: Wording = 'current'): AttributeMap {
  // Names of the item itself come before any value, wherever they stand.
  for (const name in raw) checkName(name)
  return normalizeMap(raw, 0, wording)
}

/** The same for one value, as in a key or among expression values. */
export function normalizeValue(
  value: AttributeValue,
  wording: Wording = 'current',
): AttributeValue {
  return normalizeAt(value, 1, wording)
}

/** `level` is that of the map itself; an item is level 0. */
function normalizeMap(map: AttributeMap, level: number, wording: Wording): AttributeMap {
  let changed: AttributeMap | undefined
  for (const name in map) {
    if (level > 0) checkName(name)
    const value = map[name] as AttributeValue
    const normal = normalizeAt(value, level + 1, wording)
    if (normal !== value) {
      changed ??= copyOf(map)
      setAttribute(changed, name, normal)
    }
  }
  return changed ?? map
}

function normalizeList(list: AttributeValue[], level: number, wording: Wording): AttributeValue[] {
  let changed: AttributeValue[] | undefined
  for (let index = 0; index < list.length; index++) {
    const value = list[index] as AttributeValue
    const normal = normalizeAt(value, level + 1, wording)
    if (normal !== value) {
      changed ??= list.slice()
      changed[index] = normal
    }
  }
  return changed ?? list
}

/** An attribute is level 1, its elements level 2; a leaf counts, so at most 31 containers hold one. */
function normalizeAt(value: AttributeValue, level: number, wording: Wording): AttributeValue {
  if (level > limits.nestingLevels) {
    throw validation(
      'Nesting Levels have exceeded supported limits: ' +
        'Attributes in the item have nested levels beyond supported limit',
    )
  }
  let type: AttributeType | undefined
  let normal: unknown
  let members = 0
  for (const member in value) {
    members++
    const content = (value as Record<string, unknown>)[member]
    if (!types.has(member) || content === null || content === undefined) continue
    const before = type
    type = member as AttributeType
    normal = normalContent(type, content, level, wording)
    // Contents are checked before their number is, as the service does.
    if (before !== undefined) {
      throw validation(
        'Supplied AttributeValue has more than one datatypes set, ' +
          'must contain exactly one of the supported datatypes',
      )
    }
  }
  if (type === undefined) {
    throw validation(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
  }
  // Members that are null or of no known type count as absent, and must not be stored.
  const same = members === 1 && normal === (value as Record<string, unknown>)[type]
  return same ? value : ({ [type]: normal } as AttributeValue)
}

function normalContent(
  type: AttributeType,
  content: unknown,
  level: number,
  wording: Wording,
): unknown {
  switch (type) {
    case 'S':
      checkText(content as string)
      return content
    case 'N':
      return parseNumber(content as string, wording)
    case 'B':
      return parseBinary(content as string)
    case 'BOOL':
      return content
    case 'NULL':
      if (content === true) return content
      throw invalidParameters('Null attribute value types must have the value of true')
    case 'M':
      return normalizeMap(content as AttributeMap, level, wording)
    case 'L':
      return normalizeList(content as AttributeValue[], level, wording)
    case 'SS':
    case 'NS':
    case 'BS':
      return normalizeSet(type, content as string[], wording)
  }
}

function copyOf(map: AttributeMap): AttributeMap {
  const copy: AttributeMap = {}
  for (const name in map) setAttribute(copy, name, map[name] as AttributeValue)
  return copy
}

const types: ReadonlySet<string> = new Set<AttributeType>([
  'S',
  'N',
  'B',
  'SS',
  'NS',
  'BS',
  'M',
  'L',
  'NULL',
  'BOOL',
])
