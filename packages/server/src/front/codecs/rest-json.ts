import { assert, limits } from '../../base/index.ts'
import type { ApiError } from '../../errors/index.ts'
import { serialization, unknownOperation } from '../../errors/index.ts'
import type { RestTable } from '../../generated/rest-table.ts'
import type { BoundOperation, BoundService } from '../../services/operation.ts'
import type { HttpRequest } from '../http/index.ts'
import type { Call, Codec, DecodeInput, Encoded, EncodedError } from './codec.ts'
import { encodeJson } from './encode-json.ts'
import { parseJsonBody } from './parse-json.ts'

/** A service whose operations are told apart by method and path. */
export interface RestService {
  readonly service: BoundService
  readonly rest: RestTable
  readonly decodeInput: DecodeInput
}

/** AWS REST JSON, which Access Analyzer speaks. To be asked before protocols that look at the type alone. */
export function restJson(services: readonly RestService[]): Codec {
  return new RestJson(services)
}

interface Target extends RestService {
  readonly operation: BoundOperation
}

const contentType = 'application/json'

class RestJson implements Codec {
  readonly #targets = new Map<string, Target>()
  readonly #byOperation = new Map<BoundOperation, Target>()

  constructor(services: readonly RestService[]) {
    for (const one of services) {
      for (const [name, operation] of one.service.operations) {
        const place = one.rest[name]
        assert(place !== undefined, `${name} is in the service's model`)
        const target = { ...one, operation }
        this.#targets.set(`${place.method} ${place.path}`, target)
        this.#byOperation.set(operation, target)
      }
    }
  }

  matches(request: HttpRequest): boolean {
    return this.#find(request) !== undefined && request.headers['x-amz-target'] === undefined
  }

  route(request: HttpRequest): Call {
    const encoding = request.headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') throw serialization()
    const target = this.#find(request)
    if (target === undefined) throw unknownOperation()
    const { service, operation, rest } = target
    if (request.body.length > limits.restBodyBytes) throw serialization()
    const body = request.body.length === 0 ? {} : parseJsonBody(request.body)
    const query = new URLSearchParams(queryOf(request.url))
    // What belongs into the query is not taken from the body.
    const inQuery = rest[operation.name]?.query ?? []
    const elsewhere = new Set(inQuery.map(({ name }) => name))
    const members = Object.entries(body).filter(([name]) => !elsewhere.has(name))
    for (const { name, in: parameter, type } of inQuery) {
      const text = query.get(parameter)
      if (text !== null) members.push([name, valueOf(text, type)])
    }
    const input = Object.fromEntries(members)
    return { service, operation, input }
  }

  decode(call: Call): object {
    const target = this.#byOperation.get(call.operation)
    assert(target !== undefined, 'a call is decoded by the codec that routed it')
    return target.decodeInput(call.operation.inputShape, call.input)
  }

  encodeResult(output: object): Encoded {
    return { contentType, body: encodeJson(output) }
  }

  encodeError(error: ApiError): EncodedError {
    const { code, message, members, query, status } = error
    const body = encodeJson({ __type: code, message, ...members })
    return {
      contentType,
      body,
      // What the JSON protocols answer with 400 has a status of its own here, as in the Query protocol.
      status: query?.status ?? status,
      headers: ['x-amzn-ErrorType', code],
    }
  }

  encodeRefusal(error: ApiError): EncodedError {
    return this.encodeError(error)
  }

  #find(request: HttpRequest): Target | undefined {
    const end = request.url.indexOf('?')
    const path = end < 0 ? request.url : request.url.slice(0, end)
    return this.#targets.get(`${request.method} ${path}`)
  }
}

function queryOf(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start + 1)
}

function valueOf(text: string, type: string): unknown {
  if (type !== 'integer') return text
  if (!/^-?\d{1,9}$/.test(text)) throw serialization()
  return Number(text)
}
