import { limits } from '../../base/index.ts'
import { validation, type ApiError } from '../../errors/index.ts'
import type { MemberShape } from '../../generated/shape-table.ts'

/** One step from the input towards a value: a member, or an element of a list or map. */
export interface Step {
  /** As most messages write it: `tableName`, `1.member`. */
  readonly camel: string
  /** As the terse messages write it: `TableName`, `1.member`. */
  readonly pascal: string
  /** Absent for elements. */
  readonly member?: MemberShape
}

export interface Path {
  readonly parent: Path | undefined
  readonly step: Step
}

/** What kind of constraint is broken, which decides the form of the message. */
export type Kind = 'limit' | 'enum' | 'other'

/**
 * The broken constraints of one input, in the order in which they are found. Which form each takes
 * and which of them the message names follows what the service was seen to do; models/overlay says
 * which members take which.
 */
export class Violations {
  readonly #clauses: string[] = []
  readonly #yielding: string[] = []
  /** The message that leaves no room for any other. */
  #alone: string | undefined
  readonly #incomplete: () => boolean

  /** `incomplete` tells whether a required member of the input is missing: then all is named in the older form. */
  constructor(incomplete: () => boolean) {
    this.#incomplete = incomplete
  }

  /** A required member is missing. */
  missing(path: Path): void {
    this.#add(
      path,
      `Value null at '${text(path, 'camel')}' failed to satisfy constraint: Member must not be null`,
    )
  }

  /** A constraint is broken. `shown` is the value as text. */
  broken(path: Path, shown: () => string, kind: Kind, constraint: string): void {
    const member = path.step.member
    const failed = `failed to satisfy constraint: ${constraint}`
    if (kind === 'limit' && member?.terse === true && !this.#incomplete()) {
      this.#alone ??= `${count(1)}Value at '${text(path, 'pascal')}' ${failed}`
      return
    }
    const nameless = member?.nameless
    if (kind === 'enum' && nameless !== undefined && !this.#incomplete()) {
      const clause = `Failed to satisfy constraint: Member must satisfy enum value set: ${nameless.values}`
      if (nameless.alone === true)
        this.#alone ??= `${nameless.bare === true ? '' : count(1)}${clause}`
      else this.#add(path, clause)
      return
    }
    if (this.#clauses.length >= limits.violations) return
    this.#add(path, `Value '${shown()}' at '${text(path, 'camel')}' ${failed}`)
  }

  #add(path: Path, clause: string): void {
    const clauses = path.step.member?.yields === true ? this.#yielding : this.#clauses
    if (clauses.length < limits.violations) clauses.push(clause)
  }

  /** The error that names them, or undefined when there are none. */
  error(): ApiError | undefined {
    if (this.#alone !== undefined) return validation(this.#alone)
    const named = this.#clauses.length > 0 ? this.#clauses : this.#yielding
    return named.length === 0 ? undefined : validation(count(named.length) + named.join('; '))
  }
}

function count(violations: number): string {
  return `${violations} validation error${violations === 1 ? '' : 's'} detected: `
}

function text(path: Path, form: 'camel' | 'pascal'): string {
  const own = path.step[form]
  return path.parent === undefined ? own : `${text(path.parent, form)}.${own}`
}
