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
 * generated shape, calls {@link accesses} and asks the authorizer for each, then runs it; so no
 * operation can forget authorization.
 *
 * `Deps` names the two or three things that the operation uses; `app/` passes them.
 */
export interface Operation<Deps, Input, Output> {
  readonly name: string
  /**
   * What the request touches, from the decoded input alone: nothing is looked up, so that a refusal
   * reveals nothing. May throw the refusals that concern the input alone (an ARN of another region).
   */
  accesses(input: Input, context: RequestContext): Access[]
  /** Rules beyond the shape that need no stored state, in the order in which AWS reports them. Throws an ApiError. */
  validate?(input: Input): void
  run(deps: Deps, input: Input, context: RequestContext): Promise<Output>
}

/** An operation with its dependencies applied: what the front knows of one. */
export interface BoundOperation {
  readonly name: string
  /** Name of the generated input shape. */
  readonly inputShape: string
  accesses(input: unknown, context: RequestContext): Access[]
  validate(input: unknown): void
  run(input: unknown, context: RequestContext): Promise<object>
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
