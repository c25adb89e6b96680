import type { Caller } from '../security/credentials/index.ts'
import type { CompiledPolicies, Decision } from '../security/policy/index.ts'
import type { Companion } from '../storage/kv.ts'

/** What the front knows of a request apart from its body: facts of the listener, never of a client header. */
export interface RequestContext {
  readonly requestId: string
  readonly caller: Caller
  readonly region: string
  readonly secureTransport: boolean
  readonly sourceIp: string
  /** The VPC endpoint that the request came through: a fact of the listener that accepted it. */
  readonly endpoint?: EndpointFacts | undefined
  /** What the client calls itself, and where it says it comes from: conditions may ask, and prove nothing. */
  readonly userAgent?: string | undefined
  readonly referer?: string | undefined
  /** The Host header, which the signature covers: the name and port by which the client reached this server. */
  readonly host?: string | undefined
  /** Takes note of what turns out to be touched while the operation runs, for the record of the request. */
  readonly notes?: ResourceNotes | undefined
}

export interface ResourceNotes {
  /** The record of the request, for an operation that hands it on to its commit itself. */
  readonly recording?: Companion | undefined
  /** ARN. To be called before anything of the resource changes, since the record is of that commit. */
  noteResource(arn: string): void
}

/** A VPC endpoint as decisions see it. */
export interface EndpointFacts {
  /** `vpce-…` */
  readonly id: string
  /** `vpc-…` */
  readonly vpcId: string
  /** Must allow every request that comes through; never grants by itself. */
  readonly policy: CompiledPolicies
}

/** One thing that a request touches: the pair that is authorized, and what conditions may ask of it. */
export interface Access {
  /** IAM action, such as `dynamodb:PutItem`. */
  readonly action: string
  /** ARN of the table, index or stream; `*` where the action knows no resource. */
  readonly resource: string
  /** What a denial names instead of the resource, such as `…:table/*` of ListTables. */
  readonly shownResource?: string | undefined
  /** The account that owns the resource. Default: the one in the ARN, or else the caller's. */
  readonly resourceAccount?: string
  /**
   * Condition keys that only the operation knows, such as `dynamodb:LeadingKeys` or `sts:ExternalId`.
   * A text is a single-valued key, a list a multi-valued one. Leave out a key that has no value.
   */
  readonly conditions?: Conditions
  /** Further such keys, worked out when a policy asks for any, which most do not. */
  readonly lateConditions?: () => Conditions
  /**
   * The policy of the resource itself: of kind `resource`, `key` or `trust`. Absent: it has none. Such a
   * policy is stored, so an operation fills this in from {@link Operation.accesses} (which gets its
   * dependencies), or asks a {@link ResourceAuthorizer} while it runs.
   */
  readonly resourcePolicy?: CompiledPolicies | undefined
  /**
   * The service that makes this access with the caller's own rights, such as
   * `dynamodb.amazonaws.com` when DynamoDB uses a KMS key: sets aws:ViaAWSService and aws:CalledVia and
   * hides the network keys.
   */
  readonly calledVia?: string
  /**
   * True means that a denial refuses a part of the request only, not that the access needs no permission:
   * {@link Operation.run} asks a {@link ResourceAuthorizer} itself, before that part touches anything.
   */
  readonly askedByRun?: true
  /**
   * Set where rows of a table under a KMS key are opened: the service does that with the caller's own right
   * to the key, so the access is refused without it, after the decision about the table.
   */
  readonly tableKey?: TableKeyUse | undefined
}

/** The KMS key of a table, and the encryption context in which it is used. */
export interface TableKeyUse {
  readonly keyArn: string
  readonly accountId: string
  readonly table: string
}

export type Conditions = Readonly<Record<string, string | readonly string[]>>

/**
 * Decisions for services that learn only while they run what is touched, or which policy a resource has
 * (KMS keys and grants, the trust of a role). One implementation, in `app/`, serves this port and the
 * pipeline's. Ask before anything stored is revealed or changed:
 *
 *     await authorizer.authorize(context, { action, resource, resourcePolicy })
 *
 * All policies take part: the caller's own as of authentication, service and resource control policies,
 * the endpoint's, and `access.resourcePolicy` with the worth that AWS gives it by its kind and by how it
 * names the caller. A policy of kind `key` or `trust` must allow by itself, in its own account too.
 */
export interface ResourceAuthorizer {
  /** Returns, or resolves, if the caller may do this. Throws, or rejects with, `accessDenied`, in AWS's words, if not. */
  authorize(context: RequestContext, access: Access): Promise<void> | undefined
  /** The decision as a value, where a denial is not the end: a KMS grant may still allow, say. */
  decide(context: RequestContext, access: Access): Promise<Decision>
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
  /**
   * What the request touches: each pair is authorized before {@link run}. May look up what policies ask of
   * the resource (the path in its ARN, its tags, its own policy). Nothing of that may reach the client:
   * what does not exist is named as if it did, and refused by {@link run} only.
   */
  accesses(prepared: Prepared, context: RequestContext, deps: Deps): Access[] | Promise<Access[]>
  run(deps: Deps, prepared: Prepared, context: RequestContext): Promise<Output>
}

/** An operation with its dependencies applied: what the front knows of one. */
export interface BoundOperation {
  readonly name: string
  readonly inputShape: string
  prepare(input: object, context: RequestContext): unknown
  accesses(prepared: unknown, context: RequestContext): Access[] | Promise<Access[]>
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
    accesses: (prepared, context) => operation.accesses(prepared as Prepared, context, deps),
    run: (prepared, context) => operation.run(deps, prepared as Prepared, context),
  }
}

/** One service as the front routes to it. */
export interface BoundService {
  /** As in the SigV4 credential scope: `dynamodb`. */
  readonly signingName: string
  /** What comes before the dot in X-Amz-Target: `DynamoDB_20120810`. Absent: the service speaks Query. */
  readonly targetPrefix?: string
  /** Another prefix by which clients address the same operations. */
  readonly shortTargetPrefix?: string
  /**
   * Services that AWS runs once for the whole world, or also did: signatures for us-east-1 are accepted
   * besides those for the server's region.
   */
  readonly global?: true
  readonly operations: ReadonlyMap<string, BoundOperation>
  /** Operations whose answer has no body, not even `{}`: the model gives them no output. Absent: none. */
  readonly withoutOutput?: ReadonlySet<string>
}

/** The operations to which a model gives no output. */
export function withoutOutput(
  shapes: Readonly<Record<string, { readonly input?: string; readonly output?: string }>>,
): ReadonlySet<string> {
  return new Set(Object.keys(shapes).filter((name) => shapes[name]?.output === undefined))
}

/** Bytes of JSON to be put into the answer as they are: an item that was stored as wire text. */
export class RawJson {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}
