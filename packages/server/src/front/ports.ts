import type { Access, EndpointFacts, RequestContext } from '../services/operation.ts'
import type { Caller } from '../security/credentials/index.ts'
import type { HttpRequest } from './http/index.ts'

/** What the credential scope of a signature must name. */
export interface SigningScope {
  readonly region: string
  /** A further region that is as good. */
  readonly alsoRegion: string | undefined
  /** `dynamodb` */
  readonly service: string
}

export interface Authenticator {
  /** Who signed the request. Rejects with the ApiError that refuses it. */
  authenticate(request: HttpRequest, scope: SigningScope): Promise<Caller>
}

export interface Authorizer {
  /**
   * Returns, or resolves where it has to wait, if the caller may do this. Throws, or rejects with,
   * `accessDenied` otherwise, and when in doubt.
   */
  authorize(context: RequestContext, access: Access): Promise<void> | undefined
}

/** The VPC endpoints: what a request that came through a VPC's listener came through. */
export interface EndpointSource {
  /** `service`: as in the credential scope. Undefined: the VPC has no endpoint of the service. */
  find(vpcId: string, service: string): Promise<EndpointFacts | undefined>
}

export interface Readiness {
  /** Whether requests would be served now: not while starting, sealed or draining. */
  ready(): boolean
}
