import type { Clock, Logger, Random } from '../../base/index.ts'
import {
  accessDenied,
  ApiError,
  internalServerError,
  serviceUnavailable,
} from '../../errors/index.ts'
import type { BoundOperation, EndpointFacts, RequestContext } from '../../services/operation.ts'
import type { Caller } from '../../security/credentials/index.ts'
import type { Call, Codec } from '../codecs/index.ts'
import type { HttpAnswer, HttpRequest, Refusal, RequestHandler } from '../http/index.ts'
import type { Authenticator, Authorizer, EndpointSource, Readiness } from '../ports.ts'
import { empty, encoded, notAnApi, plainText, preflight } from './answers.ts'
import { RequestIds } from './request-id.ts'
import { ThrottledWarning } from './throttled-warning.ts'

export interface PipelineOptions {
  readonly region: string
  /** In the order in which they are asked; the first also words the errors that belong to none. */
  readonly codecs: readonly [Codec, ...Codec[]]
  readonly authenticator: Authenticator
  readonly authorizer: Authorizer
  readonly readiness: Readiness
  /** Absent: no listener is an endpoint. */
  readonly endpoints?: EndpointSource
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** The life of a request between the listener and the operation. */
export function createPipeline(options: PipelineOptions): RequestHandler {
  return new Pipeline(options)
}

/** Where AWS runs what it runs once for the whole world. */
const globalRegion = 'us-east-1'

/** What is known of a request as it goes its way: for the one log line at its end. */
interface Trace {
  readonly requestId: string
  readonly startedAt: number
  call: Call | undefined
  caller: Caller | undefined
}

class Pipeline implements RequestHandler {
  readonly #options: PipelineOptions
  readonly #ids: RequestIds
  readonly #healthy: string
  readonly #refusedAuthentication: ThrottledWarning
  readonly #refusedLoad: ThrottledWarning

  constructor(options: PipelineOptions) {
    this.#options = options
    this.#ids = new RequestIds(options.random)
    this.#healthy = `healthy: dynamodb.${options.region}.amazonaws.com `
    this.#refusedAuthentication = new ThrottledWarning(
      'authentication refused',
      options.clock,
      options.logger,
    )
    this.#refusedLoad = new ThrottledWarning('request not let in', options.clock, options.logger)
  }

  async handle(request: HttpRequest): Promise<HttpAnswer> {
    const requestId = this.#ids.next()
    const codec = this.#options.codecs.find((candidate) => candidate.matches(request))
    if (codec === undefined) return this.#withoutOperation(request, requestId)

    const trace: Trace = {
      requestId,
      startedAt: this.#options.clock.monotonic(),
      call: undefined,
      caller: undefined,
    }
    try {
      const call = codec.route(request)
      trace.call = call
      const output = await this.#execute(codec, call, request, trace)
      const answer = encoded(request, requestId, 200, codec.encodeResult(output, call, requestId))
      this.#log(request, trace, answer, undefined)
      return answer
    } catch (error) {
      const refusal = this.#refusal(error, trace)
      const failure = codec.encodeError(refusal, requestId, trace.call)
      const answer = encoded(request, requestId, failure.status, failure)
      this.#log(request, trace, answer, refusal.code)
      return answer
    }
  }

  refuse(refusal: Refusal): HttpAnswer {
    const requestId = this.#ids.next()
    this.#refusedLoad.warn({ requestId, refusal })
    if (refusal === 'too-large') return empty(undefined, requestId, 413)
    const error = serviceUnavailable('The server is busy. Try again.')
    const failure = this.#options.codecs[0].encodeError(error, requestId, undefined)
    return encoded(undefined, requestId, failure.status, failure)
  }

  #withoutOperation(request: HttpRequest, requestId: string): HttpAnswer {
    if (request.method === 'OPTIONS' && request.headers['origin'] !== undefined) {
      return preflight(request, requestId)
    }
    if (request.method === 'GET') {
      if (request.url === '/') return plainText(request, requestId, 200, this.#healthy)
      if (request.url === '/health/live') return plainText(request, requestId, 200, 'live')
      if (request.url === '/health/ready') {
        return this.#options.readiness.ready()
          ? plainText(request, requestId, 200, 'ready')
          : plainText(request, requestId, 503, 'not ready')
      }
    }
    return notAnApi(request, requestId)
  }

  async #execute(codec: Codec, call: Call, request: HttpRequest, trace: Trace): Promise<object> {
    const { authenticator, region } = this.#options
    const { signingName, global } = call.service
    const caller = await authenticator.authenticate(request, {
      region,
      service: signingName,
      ...(global === true ? { alsoRegion: globalRegion } : {}),
    })
    trace.caller = caller
    const endpoint = await this.#endpointOf(request, signingName)
    const context = contextOf(request, trace.requestId, caller, region, endpoint)
    return this.#run(call.operation, codec.decode(call), context)
  }

  /** Whoever comes from a VPC comes through its endpoint of the service, or not at all. */
  async #endpointOf({ vpcId }: HttpRequest, service: string): Promise<EndpointFacts | undefined> {
    if (vpcId === undefined) return undefined
    const endpoint = await this.#options.endpoints?.find(vpcId, service)
    if (endpoint === undefined)
      throw accessDenied(`No VPC endpoint of ${vpcId} reaches this service`)
    return endpoint
  }

  /** Nothing stored is looked at before the last access is authorized. */
  async #run(operation: BoundOperation, input: object, context: RequestContext): Promise<object> {
    const prepared = operation.prepare(input, context)
    const found = operation.accesses(prepared, context)
    for (const access of found instanceof Promise ? await found : found) {
      await this.#options.authorizer.authorize(context, access)
    }
    return operation.run(prepared, context)
  }

  /** What the client is told. Of an error that is none of the wire's, nothing but the id in the header. */
  #refusal(error: unknown, trace: Trace): ApiError {
    if (error instanceof ApiError) return error
    this.#options.logger.error('request failed unexpectedly', error, {
      requestId: trace.requestId,
      operation: trace.call?.operation.name,
      accessKeyId: trace.caller?.accessKeyId,
    })
    return internalServerError()
  }

  #log(
    request: HttpRequest,
    trace: Trace,
    answer: HttpAnswer,
    errorCode: string | undefined,
  ): void {
    const { call, caller, requestId } = trace
    if (errorCode !== undefined && call !== undefined && caller === undefined) {
      this.#refusedAuthentication.warn({ requestId, sourceIp: request.sourceIp, errorCode })
    }
    this.#options.logger.debug('request', {
      requestId,
      service: call?.service.signingName,
      operation: call?.operation.name,
      accessKeyId: caller?.accessKeyId,
      sourceIp: request.sourceIp,
      status: answer.status,
      errorCode,
      bytesIn: request.body.length,
      bytesOut: answer.body.length,
      durationMs: this.#options.clock.monotonic() - trace.startedAt,
    })
  }
}

function contextOf(
  request: HttpRequest,
  requestId: string,
  caller: Caller,
  region: string,
  endpoint: EndpointFacts | undefined,
): RequestContext {
  const { secureTransport, sourceIp, headers } = request
  const { host } = headers
  const userAgent = headers['user-agent']
  const referer = headers['referer']
  return {
    requestId,
    caller,
    region,
    secureTransport,
    sourceIp,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(typeof host === 'string' ? { host } : {}),
    ...(typeof userAgent === 'string' ? { userAgent } : {}),
    ...(typeof referer === 'string' ? { referer } : {}),
  }
}
