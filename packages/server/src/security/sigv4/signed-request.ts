/** What a signature covers, as the listener received it and before anything interprets it. */
export interface SignedRequest {
  readonly method: string
  /** The request target as on the wire, query included, one character per byte. */
  readonly target: string
  /**
   * Name, value, name, value… in arrival order, repetitions kept, one character per byte: the form
   * of node:http's `rawHeaders`. A listener for HTTP/2 passes `:authority` as `host`.
   */
  readonly rawHeaders: readonly string[]
  /** The body as received, before any content decoding. */
  readonly body: Buffer
}
