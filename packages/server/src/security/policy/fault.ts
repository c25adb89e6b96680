import type { Position } from './policy.ts'

/**
 * What is wrong with a document, for services that word it their own way; IAM's wording is the
 * message. `grammar` stands for everything that no service words apart.
 */
export type FaultCode =
  | 'too-large'
  | 'json'
  | 'version'
  | 'missing-element'
  | 'empty-statement'
  | 'unknown-element'
  | 'prohibited-element'
  | 'duplicate-sid'
  | 'sid'
  | 'effect'
  | 'principal'
  | 'action'
  | 'resource'
  | 'condition'
  | 'grammar'

/** Thrown and caught inside this folder only: {@link parsePolicy} answers it as a value. */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault'
  readonly code: FaultCode
  /** Where in the document, such as `Statement[0].Action[1]`; filled in by whoever knows it. */
  path: string
  at: Position | undefined

  constructor(code: FaultCode, message: string, path = '', at?: Position) {
    super(message)
    this.code = code
    this.path = path
    this.at = at
  }
}
