import { assert, limits } from '../../base/index.ts'
import {
  compilePolicies,
  parsePolicy,
  type CompiledPolicies,
  type NamedPolicy,
  type Policy,
  type PolicyKind,
} from '../policy/index.ts'

/** A stored document with the name that decisions call it by. */
export interface NamedDocument {
  readonly id: string
  readonly document: string
}

/** Policies parsed once for each text; the engine compiles each parsed policy once. */
export class Documents {
  readonly #parsed = new Map<string, Policy>()

  /** For documents that were accepted when they were stored. */
  parse(kind: PolicyKind, document: string): Policy {
    const id = `${kind} ${document}`
    const known = this.#parsed.get(id)
    if (known !== undefined) return known
    const parsed = parsePolicy(document, kind)
    assert(parsed.ok, 'a stored policy was accepted by the parser before')
    this.#parsed.set(id, parsed.policy)
    if (this.#parsed.size > limits.parsedPolicies) {
      for (const oldest of this.#parsed.keys()) {
        this.#parsed.delete(oldest)
        break
      }
    }
    return parsed.policy
  }

  compile(kind: PolicyKind, documents: readonly NamedDocument[]): CompiledPolicies {
    const named: NamedPolicy[] = documents.map(({ id, document }) => ({
      id,
      policy: this.parse(kind, document),
    }))
    return compilePolicies(kind, named)
  }
}
