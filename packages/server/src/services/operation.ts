import type { Caller } from '../security/credentials/index.ts'

/** What the front knows of a request apart from its body: facts of the listener, never of a client header. */
export interface RequestContext {
  readonly requestId: string
  readonly caller: Caller
  readonly region: string
  readonly secureTransport: boolean
  readonly sourceIp: string
}

/** One thing that a request touches: the pair that is authorized. */
export interface Access {
  /** IAM action, such as `dynamodb:PutItem`. */
  readonly action: string
  /** ARN of the table, index or stream; `*` where the action knows no resource. */
  readonly resource: string
}

/**
 * One AWS operation, in one file named as on the wire. The pipeline decodes the input against the
 * generated shape, then calls the three steps in order and asks the authorizer between the second
 * and the third; so no operation can forget authorization, and a refusal reveals nothing stored.
 *
 * `Deps` names the two or three things that the operation uses; `app/` passes them.
 */
export interface Operation<Deps, Input, Prepared, Output extends object> {
  readonly name: string
  /** Name of the generated input shape. */
  readonly inputShape: string
  /**
   * Parses and checks all that needs no stored state, in the order in which AWS reports it.
   * Pure. Throws an ApiError.
   */
  prepare(input: Input, context: RequestContext): Prepared
  /** What the request touches: each pair is authorized before {@link run}. */
  accesses(prepared: Prepared, context: RequestContext): Access[]
  run(deps: Deps, prepared: Prepared, context: RequestContext): Promise<Output>
}

/** An operation with its dependencies applied: what the front knows of one. */
export interface BoundOperation {
  readonly name: string
  readonly inputShape: string
  prepare(input: object, context: RequestContext): unknown
  accesses(prepared: unknown, context: RequestContext): Access[]
  run(prepared: unknown, context: RequestContext): Promise<object>
}

/** Applies the dependencies. The one place where the types of an operation's steps are forgotten. */
export function bindOperation<Deps, Input, Prepared, Output extends object>(
  operation: Operation<Deps, Input, Prepared, Output>,
  deps: Deps,
): BoundOperation {
  return {
    name: operation.name,
    inputShape: operation.inputShape,
    prepare: (input, context) => operation.prepare(input as Input, context),
    accesses: (prepared, context) => operation.accesses(prepared as Prepared, context),
    run: (prepared, context) => operation.run(deps, prepared as Prepared, context),
  }
}

/** One service as the front routes to it. */
export interface BoundService {
  /** As in the SigV4 credential scope: `dynamodb`. */
  readonly signingName: string
  /** What comes before the dot in X-Amz-Target: `DynamoDB_20120810`. */
  readonly targetPrefix: string
  readonly operations: ReadonlyMap<string, BoundOperation>
}

/** Bytes of JSON to be put into the answer as they are: an item that was stored as wire text. */
export class RawJson {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}
