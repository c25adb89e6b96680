import { assert } from '../../base/index.ts'
import { serialization } from '../../errors/index.ts'
import type { MemberShape, Shape, ShapeTable } from '../../generated/shape-table.ts'
import { readAttributeMap, readAttributeValue } from './attribute-value.ts'
import {
  elementRules,
  lengthConstraints,
  listCodec,
  mapCodec,
  type ElementRules,
} from './collection-codecs.ts'
import type { Place } from './json-type.ts'
import { scalarCodec, scalarConstraints } from './scalar-codec.ts'
import type { ShapeCodec } from './shape-codec.ts'
import { show, showJson } from './show.ts'
import { checkInput, structureCodec } from './structure-codec.ts'
import { Violations, type Path } from './violations.ts'

/**
 * A decoder for the inputs of one service. It reads a parsed JSON value against the input's shape,
 * then judges the constraints of the whole tree:
 *
 * - a value of another JSON type throws SerializationException, the first in the order of the body;
 * - broken constraints throw one ValidationException that names up to `limits.violations` of them;
 * - members that are null count as absent, members that the model does not know are dropped.
 *
 * The result consists of fresh objects with own members only. Shapes are compiled once, at their
 * first use.
 */
export function createDecoder(table: ShapeTable): (shape: string, value: unknown) => object {
  const compiler = new Compiler(table)
  return (name, value) => {
    const shape = table.shapes[name]
    assert(shape?.type === 'structure', `${name} is an input`)
    if (typeof value !== 'object' || value === null) throw serialization()
    const codec = compiler.codecOf(name, 'field')
    const input = codec.read(value) as Record<string, unknown>
    const found = new Violations(() => lacksRequired(shape.members, input))
    checkInput(shape, codec, input, found)
    const error = found.error()
    if (error !== undefined) throw error
    return input
  }
}

function lacksRequired(members: readonly MemberShape[], input: Record<string, unknown>): boolean {
  return members.some((member) => member.required === true && input[member.name] === undefined)
}

class Compiler {
  readonly #table: ShapeTable
  readonly #codecs = new Map<string, ShapeCodec>()

  constructor(table: ShapeTable) {
    this.#table = table
  }

  codecOf(name: string, place: Place): ShapeCodec {
    const key = `${place} ${name}`
    const known = this.#codecs.get(key)
    if (known !== undefined) return known
    const codec = this.#compile(name, this.#shape(name), place)
    this.#codecs.set(key, codec)
    return codec
  }

  #compile(name: string, shape: Shape, place: Place): ShapeCodec {
    switch (shape.type) {
      case 'structure':
        return structureCodec(this.#javaClass(name), shape, place, (member) =>
          this.codecOf(member.shape, 'field'),
        )
      case 'list':
        return listCodec(shape, {
          place,
          element: this.codecOf(shape.of, 'element'),
          elementRules: this.#rules(shape.of),
          shown: this.#shower(name),
        })
      case 'map':
        if (this.#shape(shape.of).type === 'attribute-value') return attributeMapCodec(place)
        return mapCodec(shape, {
          place,
          element: this.codecOf(shape.of, 'element'),
          elementRules: this.#rules(shape.of),
          keyRules: this.#rules(shape.key),
          elementClass: this.#javaClass(shape.of),
          shown: this.#shower(name),
        })
      case 'attribute-value':
        return {
          read: (raw) => readAttributeValue(raw, place, 0),
          readsNull: true,
          check: undefined,
        }
      default:
        return scalarCodec(shape, place)
    }
  }

  /** What the collection around a value of that shape names. */
  #rules(name: string): ElementRules {
    const shape = this.#shape(name)
    switch (shape.type) {
      case 'list':
        return elementRules(lengthConstraints(shape))
      case 'structure':
      case 'map':
      case 'attribute-value':
        return elementRules([])
      default:
        return elementRules(scalarConstraints(shape))
    }
  }

  #shower(name: string): (value: unknown, path: Path) => string {
    return (value, path) =>
      path.step.member?.echo === 'json' ? showJson(value) : show(this.#table, name, value)
  }

  #shape(name: string): Shape {
    const shape = this.#table.shapes[name]
    assert(shape !== undefined, `the table has shape ${name}`)
    return shape
  }

  /** The class of a shape's values on the service's side. */
  #javaClass(name: string): string {
    const shape = this.#shape(name)
    switch (shape.type) {
      case 'structure':
      case 'attribute-value':
        return `${this.#table.javaPackage}.${name}`
      case 'list':
        return `java.util.List<${this.#javaClass(shape.of)}>`
      case 'map':
        return `java.util.Map<java.lang.String, ${this.#javaClass(shape.of)}>`
      default:
        return 'java.lang.String'
    }
  }
}

function attributeMapCodec(place: Place): ShapeCodec {
  return { read: (raw) => readAttributeMap(raw, place, 0), check: undefined }
}
