/** What a refusal means to an assessment. */
export type RefusalKind =
  /** The service has no such operation: what it would give is not implemented. */
  | 'absent'
  /** Who asked may not. */
  | 'denied'
  /** Any other answer of the service. */
  | 'refused'
  /** No answer came. */
  | 'unreachable'

/** A request that was not fulfilled. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: RefusalKind
  /** The service's code, or that of the network. */
  readonly code: string
  readonly status: number | undefined
  readonly requestId: string | undefined

  constructor(given: Pick<Refusal, 'kind' | 'code' | 'status' | 'requestId' | 'message'>) {
    super(given.message)
    this.kind = given.kind
    this.code = given.code
    this.status = given.status
    this.requestId = given.requestId
  }

  /** As evidence shows it. */
  shown(): string {
    const status = this.status === undefined ? '' : ` (HTTP ${String(this.status)})`
    return `${this.code}${status}: ${this.message}`
  }
}

const absentCodes =
  /^(UnknownOperation|UnknownOperationException|InvalidAction|UnsupportedProtocol|UnsupportedProtocolException|UnknownServiceException)$/
const deniedCodes =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)$/

/** A refusal of what an AWS client threw. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { name, message, code, $metadata, $response } = error as Thrown
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  const requestId = $metadata?.requestId
  if (status === undefined) {
    const text = message || 'no answer'
    return new Refusal({
      kind: 'unreachable',
      code: code ?? name ?? 'Error',
      status,
      requestId,
      message: text,
    })
  }
  const answered = name ?? 'Error'
  const absent = absentCodes.test(answered) || (status === 404 && !answered.includes('NotFound'))
  const kind = absent ? 'absent' : deniedCodes.test(answered) ? 'denied' : 'refused'
  return new Refusal({ kind, code: answered, status, requestId, message: message ?? '' })
}

interface Thrown {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $response?: { readonly statusCode?: number }
}
