import type { ScalarShape } from '../../generated/shape-table.ts'
import { readBlob } from './base64.ts'
import { numberConstraints, stringConstraints, type Constraint } from './constraints.ts'
import {
  readBoolean,
  readDouble,
  readInteger,
  readLong,
  readString,
  readTimestamp,
  type Place,
} from './json-type.ts'
import type { ShapeCodec } from './shape-codec.ts'
import { cut } from './show.ts'
import type { Path, Violations } from './violations.ts'

const readers = {
  string: readString,
  blob: readBlob,
  boolean: readBoolean,
  integer: readInteger,
  long: readLong,
  float: readDouble,
  double: readDouble,
  timestamp: readTimestamp,
}

export function scalarConstraints(shape: ScalarShape): readonly Constraint<never>[] {
  switch (shape.type) {
    case 'string':
      return stringConstraints(shape)
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return numberConstraints(shape)
    default:
      return []
  }
}

export function scalarCodec(shape: ScalarShape, place: Place): ShapeCodec {
  const constraints = scalarConstraints(shape)
  // The constraints of an element are named by the collection around it.
  const judged = place === 'field' && constraints.length > 0
  return {
    read: readers[shape.type],
    check: judged
      ? (value, path, found) => {
          checkScalar(value as string | number, constraints, path, found)
        }
      : undefined,
  }
}

function checkScalar(
  value: string | number,
  constraints: readonly Constraint<never>[],
  path: Path,
  found: Violations,
): void {
  for (const constraint of constraints) {
    if (constraint.holds(value as never)) continue
    found.broken(path, () => cut(String(value)), constraint.kind, constraint.text)
    if (constraint.final === true) return
  }
}
