import { serialization } from '../../errors/index.ts'
import type { ListShape, MapShape } from '../../generated/shape-table.ts'
import { maxLength, minLength, together, type Constraint } from './constraints.ts'
import {
  notCollection,
  refuseLoneSurrogate,
  structureNotExpected,
  type Place,
} from './json-type.ts'
import { elementStep, type ShapeCodec } from './shape-codec.ts'
import type { Path, Violations } from './violations.ts'

/** What a collection needs to know of its keys or elements. */
export interface ElementRules {
  /** Constraints that the collection names together: those of a scalar, or the lengths of a list. */
  readonly constraints: readonly Constraint<never>[]
  readonly text: string
}

export function elementRules(constraints: readonly Constraint<never>[]): ElementRules {
  return { constraints, text: together(constraints) }
}

/** Lengths of a list, as the map around it names them. */
export function lengthConstraints({ min, max }: ListShape): Constraint<readonly unknown[]>[] {
  const found: Constraint<readonly unknown[]>[] = []
  if (max !== undefined) {
    found.push({ kind: 'limit', text: maxLength(max), holds: (list) => list.length <= max })
  }
  if (min !== undefined && min > 0) {
    found.push({ kind: 'limit', text: minLength(min), holds: (list) => list.length >= min })
  }
  return found
}

/** What a list or map needs to know beyond its own shape. */
export interface CollectionParts {
  readonly place: Place
  readonly element: ShapeCodec
  readonly elementRules: ElementRules
  /** The value as messages show it. */
  shown(value: unknown, path: Path): string
}

export function listCodec(shape: ListShape, parts: CollectionParts): ShapeCodec {
  const { place, element, elementRules: rules } = parts
  return {
    read: (raw) => {
      if (!Array.isArray(raw)) {
        throw serialization(typeof raw === 'object' ? structureNotExpected : notCollection(place))
      }
      const list: unknown[] = []
      for (const value of raw as unknown[]) list.push(readElement(value, element))
      return list
    },
    check: (value, path, found) => {
      const list = value as readonly unknown[]
      const shown = (): string => parts.shown(list, path)
      // The lengths of a list that is itself an element are named by the collection around it.
      if (place === 'field') checkLength(list.length, shape, shown, path, found)
      if (!list.every((part) => part === null || keeps(part, rules))) {
        found.broken(path, shown, 'other', `Member must satisfy constraint: ${rules.text}`)
      }
      for (let at = 0; at < list.length; at++) checkElement(list[at], at + 1, element, path, found)
    },
  }
}

export interface MapParts extends CollectionParts {
  readonly keyRules: ElementRules
  /** Java class of the elements, as messages name it. */
  readonly elementClass: string
}

export function mapCodec(shape: MapShape, parts: MapParts): ShapeCodec {
  const { place, element, elementRules: rules, keyRules, elementClass } = parts
  return {
    read: (raw) => {
      if (typeof raw !== 'object') throw serialization(notCollection(place))
      if (Array.isArray(raw)) {
        throw serialization(
          `Unrecognized collection type java.util.Map<java.lang.String, ${elementClass}>`,
        )
      }
      const map: Record<string, unknown> = {}
      for (const key in raw) {
        refuseLoneSurrogate(key)
        const value = (raw as Record<string, unknown>)[key]
        setOwn(map, key, readElement(value, element))
      }
      return map
    },
    check: (value, path, found) => {
      const map = value as Record<string, unknown>
      const shown = (): string => parts.shown(value, path)
      let size = 0
      let keysKeep = true
      let partsKeep = true
      for (const key in map) {
        size++
        keysKeep &&= keeps(key, keyRules)
        partsKeep &&= map[key] === null || keeps(map[key], rules)
      }
      checkLength(size, shape, shown, path, found)
      if (!keysKeep) {
        found.broken(path, shown, 'other', `Map keys must satisfy constraint: ${keyRules.text}`)
      }
      if (!partsKeep) {
        found.broken(path, shown, 'other', `Map value must satisfy constraint: ${rules.text}`)
      }
      for (const key in map) checkElement(map[key], key, element, path, found)
    },
  }
}

function readElement(value: unknown, element: ShapeCodec): unknown {
  return value === null && element.readsNull !== true ? null : element.read(value)
}

function checkElement(
  value: unknown,
  key: string | number,
  element: ShapeCodec,
  path: Path,
  found: Violations,
): void {
  if (value === null) found.missing({ parent: path, step: elementStep(key) })
  else element.check?.(value, { parent: path, step: elementStep(key) }, found)
}

function checkLength(
  length: number,
  { min, max }: { readonly min?: number; readonly max?: number },
  shown: () => string,
  path: Path,
  found: Violations,
): void {
  if (max !== undefined && length > max) found.broken(path, shown, 'limit', maxLength(max))
  if (min !== undefined && length < min) found.broken(path, shown, 'limit', minLength(min))
}

function keeps(value: unknown, rules: ElementRules): boolean {
  return rules.constraints.every((constraint) => constraint.holds(value as never))
}

/** Sets a member of any name as the map's own, `__proto__` included. */
function setOwn(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    map[key] = value
  }
}
