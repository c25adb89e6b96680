import type { NamedOperation, Recording, RequestFacts } from '../../audit/index.ts'
import type { Caller } from '../../security/credentials/index.ts'
import type { Access, EndpointFacts, ResourceNotes } from '../../services/operation.ts'
import type { Call } from '../codecs/index.ts'
import type { HttpRequest, TlsFacts } from '../http/index.ts'

const claimed = /Credential=([A-Z0-9]{16,32})(?:\/|%2[Ff])/
const longestClaim = 4096

/** What is known of a request as it goes its way: for its audit record and the one log line at its end. */
export class RequestTrace implements RequestFacts, ResourceNotes {
  readonly requestId: string
  readonly startedAt: number
  readonly request: HttpRequest
  call: Call | undefined = undefined
  caller: Caller | undefined = undefined
  endpoint: EndpointFacts | undefined = undefined
  input: Readonly<Record<string, unknown>> | undefined = undefined
  accesses: readonly Access[] = []
  recording: Recording | undefined = undefined
  #noted: string[] | undefined = undefined

  constructor(requestId: string, startedAt: number, request: HttpRequest) {
    this.requestId = requestId
    this.startedAt = startedAt
    this.request = request
  }

  get sourceIp(): string {
    return this.request.sourceIp
  }

  get userAgent(): string | undefined {
    return single(this.request.headers['user-agent'])
  }

  get host(): string | undefined {
    return single(this.request.headers['host'])
  }

  /** The access key that the request names: an id of that form, whether or not there is such a key. */
  get claimedKey(): string | undefined {
    const header = single(this.request.headers['authorization']) ?? this.request.url
    return claimed.exec(header.slice(0, longestClaim))?.[1]
  }

  get tls(): TlsFacts | undefined {
    return this.request.tls
  }

  get endpointId(): string | undefined {
    return this.endpoint?.id
  }

  get resources(): readonly string[] {
    const asked = this.accesses.map(({ resource }) => resource)
    return this.#noted === undefined ? asked : [...asked, ...this.#noted]
  }

  noteResource(arn: string): void {
    ;(this.#noted ??= []).push(arn)
  }

  /** The operation as audit knows it. Undefined: none was found. */
  get named(): NamedOperation | undefined {
    const { call } = this
    return call && { service: call.service.signingName, operation: call.operation.name }
  }
}

export function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
