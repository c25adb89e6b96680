import { assert, limits } from '../../base/index.ts'
import type { ApiError } from '../../errors/index.ts'
import { serialization, unknownOperation } from '../../errors/index.ts'
import type { BoundOperation, BoundService } from '../../services/operation.ts'
import type { HttpRequest } from '../http/index.ts'
import type { Call, Codec, DecodeInput, Encoded, EncodedError } from './codec.ts'
import { CodedBody, codedBody } from './coded-body.ts'
import { encodeJson } from './encode-json.ts'
import { parseJsonBody } from './parse-json.ts'

export interface AwsJsonOptions {
  /** What answers are labelled with: `application/x-amz-json-1.0`. */
  readonly contentType: string
  /** Further types that requests may be labelled with. */
  readonly alsoAccepts: readonly string[]
  readonly services: readonly BoundService[]
  readonly decodeInput: DecodeInput
  /** Whether `__type` of an error names a namespace before its code. */
  readonly namespaces: boolean
}

/** AWS JSON 1.0, which DynamoDB speaks. A request without a body need not be labelled. */
export function awsJson10(services: readonly BoundService[], decodeInput: DecodeInput): Codec {
  return new AwsJson({
    contentType: 'application/x-amz-json-1.0',
    alsoAccepts: ['application/json'],
    services,
    decodeInput,
    namespaces: true,
  })
}

/** AWS JSON 1.1, which KMS speaks: another label, and errors without namespaces. */
export function awsJson11(services: readonly BoundService[], decodeInput: DecodeInput): Codec {
  return new AwsJson({
    contentType: 'application/x-amz-json-1.1',
    alsoAccepts: [],
    services,
    decodeInput,
    namespaces: false,
  })
}

const none = Buffer.alloc(0)

class AwsJson implements Codec {
  readonly #contentType: string
  readonly #accepted: ReadonlySet<string>
  readonly #targets = new Map<string, { service: BoundService; operation: BoundOperation }>()
  readonly #decodeInput: DecodeInput
  readonly #namespaces: boolean

  constructor(options: AwsJsonOptions) {
    this.#contentType = options.contentType
    this.#accepted = new Set([options.contentType, ...options.alsoAccepts])
    this.#decodeInput = options.decodeInput
    this.#namespaces = options.namespaces
    for (const service of options.services) {
      assert(service.targetPrefix !== undefined, `${service.signingName} is addressed by target`)
      const prefixes = [service.targetPrefix, service.shortTargetPrefix ?? service.targetPrefix]
      for (const prefix of new Set(prefixes)) this.#address(prefix, service)
    }
  }

  #address(prefix: string, service: BoundService): void {
    for (const [name, operation] of service.operations) {
      const target = `${prefix}.${name}`
      assert(!this.#targets.has(target), `one operation for ${target}`)
      this.#targets.set(target, { service, operation })
    }
  }

  matches(request: HttpRequest): boolean {
    if (request.method !== 'POST') return false
    const label = request.headers['content-type']
    if (typeof label !== 'string') return request.body.length === 0
    return (
      this.#accepted.has(label) || this.#accepted.has(mediaType(label)) || request.body.length === 0
    )
  }

  route(request: HttpRequest): Call {
    const coded = codedBody(request)
    // As the service: an empty body is refused after authentication only, any other malformed one before.
    const input = request.body.length === 0 ? undefined : (coded ?? readSmall(request.body))
    const target = request.headers['x-amz-target']
    const found = typeof target === 'string' ? this.#targets.get(target) : undefined
    if (found === undefined) throw unknownOperation()
    return { service: found.service, operation: found.operation, input }
  }

  decode(call: Call): object {
    const { input } = call
    if (input === undefined) throw serialization()
    const body = input instanceof CodedBody ? input.decode() : input
    const parsed = Buffer.isBuffer(body) ? parseJsonBody(body) : body
    return this.#decodeInput(call.operation.inputShape, parsed)
  }

  encodeResult(output: object, { service, operation }: Call): Encoded {
    const silent = service.withoutOutput?.has(operation.name) === true
    return { contentType: this.#contentType, body: silent ? none : encodeJson(output) }
  }

  encodeError(error: ApiError): EncodedError {
    const text = error.messageMember === undefined ? {} : { [error.messageMember]: error.message }
    const body = encodeJson({
      __type: this.#namespaces ? `${error.namespace}#${error.code}` : error.code,
      ...text,
      ...error.members,
    })
    return { contentType: this.#contentType, body, status: error.status }
  }

  encodeRefusal(error: ApiError): EncodedError {
    return this.encodeError(error)
  }
}

/** A large body is not read for somebody unknown: what becomes of it may take ten times the room. */
function readSmall(body: Buffer): object {
  return body.length > limits.unauthenticatedJsonBytes ? body : parseJsonBody(body)
}

function mediaType(label: string): string {
  const end = label.indexOf(';')
  return (end < 0 ? label : label.slice(0, end)).trim().toLowerCase()
}
