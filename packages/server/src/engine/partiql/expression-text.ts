import { ApiError, validation } from '../../errors/index.ts'
import { setAttribute, type AttributeMap, type AttributeValue } from '../../values/index.ts'
import { Substitutions, type Path } from '../expression/index.ts'

/**
 * Writes a text of the expression language, with every name and value behind a substitution: a
 * condition or an update of PartiQL means what the same expression means, and is checked as it is.
 */
export class ExpressionText {
  readonly #names: Record<string, string> = {}
  readonly #values: AttributeMap = {}
  readonly #keys = new Map<string, string>()
  #count = 0

  path(path: Path): string {
    return path
      .map((step, depth) => {
        if (typeof step === 'number') return `[${step}]`
        return depth === 0 ? this.#name(step) : `.${this.#name(step)}`
      })
      .join('')
  }

  value(value: AttributeValue): string {
    const key = `:${this.#count++}`
    setAttribute(this.#values, key, value)
    return key
  }

  /** What the text's substitutions stand for, for the parser of the expression. */
  substitutions(): Substitutions {
    const names = Object.keys(this.#names).length > 0 ? this.#names : undefined
    return new Substitutions(names, Object.keys(this.#values).length > 0 ? this.#values : undefined)
  }

  #name(name: string): string {
    let key = this.#keys.get(name)
    if (key === undefined) {
      key = `#${this.#keys.size}`
      this.#keys.set(name, key)
      this.#names[key] = name
    }
    return key
  }
}

const member = /^Invalid (?:Filter|Update|Projection)Expression: /

/** The faults of an expression come without the name of a member that the request does not have. */
export function withoutMember<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw validation(error.message.replace(member, ''))
  }
}
