/**
 * A refusal that the wire knows: the one kind of error that reaches a client. Anything else that
 * escapes an operation is answered as an internal error and logged with its stack.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The AWS code, without namespace: `ValidationException`. */
  readonly code: string
  /** What the JSON protocols write before `#` in `__type`. */
  readonly namespace: string
  readonly status: number
  /** Whether the body names its text `message` or `Message`; absent: the body carries no text. */
  readonly messageMember: 'message' | 'Message' | undefined
  /** What the Query protocol calls it, where that differs. */
  readonly query: { readonly code: string; readonly status: number } | undefined
  /**
   * True means that the service finds this fault in the request before it begins a transaction, so
   * that the whole is refused and no action of it is blamed.
   */
  readonly beforehand: boolean
  /** Further members of the error's shape, such as `Item` or `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(init: {
    code: string
    namespace: string
    message?: string
    status?: number
    messageMember?: 'message' | 'Message'
    members?: Readonly<Record<string, unknown>>
    query?: { readonly code: string; readonly status: number }
    beforehand?: boolean
  }) {
    super(init.message ?? '')
    this.code = init.code
    this.namespace = init.namespace
    this.status = init.status ?? 400
    this.messageMember = init.message === undefined ? undefined : (init.messageMember ?? 'message')
    this.members = init.members ?? {}
    this.query = init.query
    this.beforehand = init.beforehand ?? false
  }
}
