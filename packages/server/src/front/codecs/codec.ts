import type { ApiError } from '../../errors/index.ts'
import type { BoundOperation, BoundService } from '../../services/operation.ts'
import type { HttpRequest } from '../http/index.ts'

/** A request whose operation is known; its input is parsed, not yet decoded. */
export interface Call {
  readonly service: BoundService
  readonly operation: BoundOperation
  /** In the protocol's own form, for {@link Codec.decode} of the same codec alone. */
  readonly input: unknown
}

export interface Encoded {
  readonly contentType: string
  readonly body: Buffer
}

export interface EncodedError extends Encoded {
  readonly status: number
  /** Headers that the protocol has for errors: names and values by turns. */
  readonly headers?: readonly string[]
}

/**
 * A wire protocol. Services know nothing of it: a further one (JSON 1.1, Query with XML answers) is a
 * further value of this type. The pipeline authenticates between {@link route} and {@link decode}.
 */
export interface Codec {
  /** Whether the request is of this protocol, by its method, content type and headers. */
  matches(request: HttpRequest): boolean
  /** Parses the body and finds the operation. Throws an ApiError where the body is malformed or the operation unknown. */
  route(request: HttpRequest): Call
  /** The input as the operation's shape describes it. Throws an ApiError. */
  decode(call: Call): object
  encodeResult(output: object, call: Call, requestId: string): Encoded
  /** `call` is absent while none is known. */
  encodeError(error: ApiError, requestId: string, call: Call | undefined): EncodedError
  /** An error in the shape of the service that the request seems to be for; nothing else of it is looked at. */
  encodeRefusal(error: ApiError, requestId: string, request: HttpRequest): EncodedError
}

/** Decodes a parsed value against the generated shape of that name. Throws an ApiError. */
export type DecodeInput = (shape: string, value: unknown) => object
