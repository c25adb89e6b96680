/** A request up to its body. */
export interface RequestHead {
  readonly method: string
  /** The request target as sent: path and query, still encoded. */
  readonly url: string
  /** Lower-case names; of a repeated header, what Node keeps or joins. For reading single headers. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Names and values by turns, as sent and in order: what a signature is computed from. */
  readonly rawHeaders: readonly string[]
}

/** What a listener hands to the handler: one request, wholly received. */
export interface HttpRequest extends RequestHead {
  readonly body: Buffer
  /** Counts bytes that the body becomes, until the request is answered. False: there is no room for them. */
  reserve(bytes: number): boolean
  /** Whether the bytes came over TLS: a fact of the socket. */
  readonly secureTransport: boolean
  /** The peer's address: a fact of the socket. An IPv4 peer of a dual-stack socket shows as IPv4. */
  readonly sourceIp: string
  /** What was agreed on in the TLS handshake: `TLSv1.3` and the standard name of the cipher suite. */
  readonly tls?: TlsFacts | undefined
  /** The VPC whose endpoint the listener is; absent: the listener is nobody's endpoint. */
  readonly vpcId?: string | undefined
}

/** A TLS connection as audit records show it. */
export interface TlsFacts {
  readonly version: string
  readonly cipher: string
}

export interface HttpAnswer {
  readonly status: number
  /** Names and values by turns, the listener's to add to: Content-Length, Date and Connection. */
  readonly headers: string[]
  readonly body: Buffer
}

/** Why the listener refuses a request without asking the handler to run it. */
export type Refusal =
  /** The body is larger than a request may be. */
  | 'too-large'
  /** More work is under way than the server may hold. */
  | 'overloaded'

export interface RequestHandler {
  /** Never rejects: whatever goes wrong is an answer. */
  handle(request: HttpRequest): Promise<HttpAnswer>
  /** The answer to a request that was not let in. */
  refuse(refusal: Refusal): HttpAnswer
}
