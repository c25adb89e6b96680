import { serialization, validation } from '../../errors/index.ts'
import type { MemberShape, StructureShape } from '../../generated/shape-table.ts'
import { notStructure, type Place } from './json-type.ts'
import type { ShapeCodec } from './shape-codec.ts'
import { lowerFirst } from './show.ts'
import type { Path, Step, Violations } from './violations.ts'

interface CompiledMember {
  readonly name: string
  readonly shape: MemberShape
  readonly codec: ShapeCodec
  readonly step: Step
  /** The path of the member of an input, which has no parent and is therefore the same every time. */
  readonly root: Path
}

type Structure = Record<string, unknown>

export function structureCodec(
  javaClass: string,
  shape: StructureShape,
  place: Place,
  codecOf: (member: MemberShape) => ShapeCodec,
): ShapeCodec {
  const members = shape.members.map((member) => compileMember(member, codecOf(member)))
  const byName = new Map(members.map((member) => [member.name, member]))
  const judged = members.filter((member) => mayBreak(member))
  return {
    read: (raw) => readStructure(raw, byName, javaClass, place),
    check:
      judged.length === 0
        ? undefined
        : (value, path, found) => {
            checkMembers(value as Structure, judged, path, found)
          },
  }
}

function compileMember(shape: MemberShape, codec: ShapeCodec): CompiledMember {
  const step = { camel: lowerFirst(shape.name), pascal: shape.name, member: shape }
  return { name: shape.name, shape, codec, step, root: { parent: undefined, step } }
}

function mayBreak(member: CompiledMember): boolean {
  return member.shape.required === true || member.codec.check !== undefined
}

function readStructure(
  raw: unknown,
  members: ReadonlyMap<string, CompiledMember>,
  javaClass: string,
  place: Place,
): Structure {
  if (typeof raw !== 'object') throw serialization(notStructure(place))
  if (Array.isArray(raw)) throw serialization(`Unrecognized collection type class ${javaClass}`)
  const structure: Structure = {}
  for (const name in raw) {
    const member = members.get(name)
    if (member === undefined) continue
    const value = (raw as Structure)[name]
    // Only names of the model get here, so none of them is __proto__.
    if (value !== null) structure[name] = member.codec.read(value)
  }
  return structure
}

const inputPath: Path = { parent: undefined, step: { camel: '', pascal: '' } }

/** Judges a whole input: a member whose absence has a message of its own comes first. */
export function checkInput(
  shape: StructureShape,
  codec: ShapeCodec,
  input: Structure,
  found: Violations,
): void {
  for (const member of shape.members) {
    if (member.absent !== undefined && input[member.name] === undefined) {
      throw validation(member.absent)
    }
  }
  codec.check?.(input, inputPath, found)
}

function checkMembers(
  structure: Structure,
  members: readonly CompiledMember[],
  path: Path,
  found: Violations,
): void {
  for (const { name, shape, codec, step, root } of members) {
    const value = structure[name]
    const at = path === inputPath ? root : { parent: path, step }
    if (value !== undefined) codec.check?.(value, at, found)
    else if (shape.required === true) found.missing(at)
  }
}
