import { validation, type ApiError } from '../../errors/index.ts'

/*
 * What is known of the texts in this folder.
 *
 * Recorded from the service (paritysuite/dynamodb-conformance, eu-west-2 and others, 2026, and moto's
 * aws_verified tests): the grammar faults "Unexpected token after expression", "Unexpected term",
 * "Unexpected keyword", "Unexpected operator", "Missing right-hand side expression of infix operator",
 * "Expected data manipulation", "Expected identifier for simple path", "Expected type name", "Invalid
 * path dot component" and the empty detail of what the lexer cannot read; aliases; number literals;
 * functions and set functions with their positions; paths in FROM; RETURNING; projections of indexes;
 * "Overlapping conditions …"; "Where clause does not contain …"; "Unsupported operation: IsType".
 *
 * From DynamoDB Local 1.25, probably the same at the service: key types and key presence, ORDER BY,
 * table names, IN, IS, MISSING, tuples, bags, clauses, EXISTS outside transactions, NextToken.
 *
 * From the open PartiQL parser, which the service's grammar faults were found to follow: the details
 * of all other grammar faults.
 *
 * Not known: the position of a fault in a keyword of two words; the names of nodes in "Unsupported
 * operation: …" apart from IsType; how deeply a statement may nest ({@link nestingTooDeep}); what
 * more parameters than placeholders answer (here the same as fewer).
 */

/** A part of a statement's text, for the faults that name their place. */
export interface Place {
  readonly start: number
  readonly length: number
  /** From 1, as are columns. */
  readonly line: number
  readonly column: number
}

/** The statement cannot be read. `detail` may be empty. */
export function malformed(detail: string): ApiError {
  return validation(`Statement wasn't well formed, can't be processed: ${detail}`)
}

/** A statement that can be read says what DynamoDB does not do. */
export function refused(text: string, place?: Place): ApiError {
  if (place === undefined) return validation(text)
  return validation(`${text} at ${place.line}:${place.column}:${place.length}`)
}

export function nestingTooDeep(): ApiError {
  return malformed('')
}
