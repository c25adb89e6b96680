import type { NamedOperation, Recorder } from '../../audit/index.ts'
import { limits, type Clock, type Logger, type Random } from '../../base/index.ts'
import {
  accessDenied,
  ApiError,
  internalServerError,
  serviceUnavailable,
} from '../../errors/index.ts'
import type { BoundOperation, EndpointFacts, RequestContext } from '../../services/operation.ts'
import type { Caller } from '../../security/credentials/index.ts'
import type { Call, Codec, Encoded } from '../codecs/index.ts'
import type { HttpAnswer, HttpRequest, Refusal, RequestHandler } from '../http/index.ts'
import type { Authenticator, Authorizer, EndpointSource, Readiness } from '../ports.ts'
import { answerCoding, encodeBody, type AnswerCoding } from './answer-coding.ts'
import { empty, encoded, notAnApi, plainText, preflight, type Labelled } from './answers.ts'
import { RequestIds } from './request-id.ts'
import { RequestTrace, single } from './request-trace.ts'
import { ThrottledWarning } from './throttled-warning.ts'

export interface PipelineOptions {
  readonly region: string
  /** In the order in which they are asked; the first also words the errors that belong to none. */
  readonly codecs: readonly [Codec, ...Codec[]]
  /** Asked before them: protocols that know their requests by the path, whatever the type. */
  readonly pathCodecs?: readonly Codec[]
  readonly authenticator: Authenticator
  readonly authorizer: Authorizer
  readonly readiness: Readiness
  /** Absent: no listener is an endpoint. */
  readonly endpoints?: EndpointSource
  /** Makes the audit record of every request. */
  readonly recorder: Recorder
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
/** What comes before the operation's name in X-Amz-Target. */
const dynamodbTarget = 'DynamoDB_20120810.'

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
    const codec = this.#codecOf(request)
    if (codec === undefined) return this.#withoutOperation(request, requestId)

    const trace = new RequestTrace(requestId, this.#options.clock.monotonic(), request)
    try {
      const call = codec.route(request)
      trace.call = call
      this.#options.recorder.admit()
      const output = await this.#execute(codec, call, trace)
      const result = codec.encodeResult(output, call, requestId)
      const coding = codingOf(request, call, result)
      const coded = coding && (await inCoding(result, coding))
      const answer = encoded(request, requestId, 200, coded ?? result)
      this.#log(trace, answer, undefined)
      return answer
    } catch (error) {
      const refusal = await this.#recorded(this.#refusal(error, trace), trace)
      const failure = codec.encodeError(refusal, requestId, trace.call)
      const answer = encoded(request, requestId, failure.status, failure)
      this.#log(trace, answer, refusal.code)
      return answer
    }
  }

  #codecOf(request: HttpRequest): Codec | undefined {
    const { codecs, pathCodecs = [] } = this.#options
    for (const codec of pathCodecs) if (codec.matches(request)) return codec
    for (const codec of codecs) if (codec.matches(request)) return codec
    return undefined
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

  async #execute(codec: Codec, call: Call, trace: RequestTrace): Promise<object> {
    const { authenticator, region } = this.#options
    const { request } = trace
    const { signingName, global } = call.service
    const caller = await authenticator.authenticate(request, {
      region,
      alsoRegion: global === true ? globalRegion : undefined,
      service: signingName,
    })
    trace.caller = caller
    if (request.vpcId !== undefined) {
      trace.endpoint = await this.#endpointOf(request.vpcId, signingName)
    }
    const context = contextOf(trace, caller, region)
    const input = codec.decode(call)
    trace.input = input as Readonly<Record<string, unknown>>
    return this.#run(call.operation, input, context, trace)
  }

  /** Whoever comes from a VPC comes through its endpoint of the service, or not at all. */
  async #endpointOf(vpcId: string, service: string): Promise<EndpointFacts> {
    const endpoint = await this.#options.endpoints?.find(vpcId, service)
    if (endpoint === undefined)
      throw accessDenied(`No VPC endpoint of ${vpcId} reaches this service`)
    return endpoint
  }

  /** Nothing stored is looked at before the last access is authorized. */
  async #run(
    operation: BoundOperation,
    input: object,
    context: RequestContext,
    trace: RequestTrace,
  ): Promise<object> {
    const { authorizer, recorder } = this.#options
    const prepared = operation.prepare(input, context)
    const found = operation.accesses(prepared, context)
    trace.accesses = found instanceof Promise ? await found : found
    for (const access of trace.accesses) {
      if (access.askedByRun === true) continue
      const authorized = authorizer.authorize(context, access)
      if (authorized !== undefined) await authorized
    }
    const { named } = trace
    const recording = named && recorder.begin(named, trace)
    if (named === undefined || recording === undefined) return operation.run(prepared, context)
    trace.recording = recording
    const output = await recorder.run(named, recording, () => operation.run(prepared, context))
    const written = recorder.done(named, recording, output)
    if (written !== undefined) await written
    return output
  }

  /** Records a refusal. What the client is told, which is another refusal where that cannot be recorded. */
  async #recorded(refusal: ApiError, trace: RequestTrace): Promise<ApiError> {
    const { recorder } = this.#options
    const named = trace.named ?? (await this.#unserved(trace))
    try {
      if (named !== undefined) await recorder.failed(named, trace.recording, trace, refusal)
      return refusal
    } catch (error) {
      return this.#refusal(error, trace)
    }
  }

  /** An operation that is known and not served is refused before anything is asked; its record still names the caller. */
  async #unserved(trace: RequestTrace): Promise<NamedOperation | undefined> {
    const target = single(trace.request.headers['x-amz-target'])
    if (target?.startsWith(dynamodbTarget) !== true) return undefined
    const named = { service: 'dynamodb', operation: target.slice(dynamodbTarget.length) }
    const { recorder, authenticator, region } = this.#options
    if (!recorder.knows(named)) return undefined
    const scope = { region, alsoRegion: undefined, service: named.service }
    trace.caller = await authenticator.authenticate(trace.request, scope).catch(() => undefined)
    return named
  }

  /** What the client is told. Of an error that is none of the wire's, nothing but the id in the header. */
  #refusal(error: unknown, trace: RequestTrace): ApiError {
    if (error instanceof ApiError) return error
    this.#options.logger.error('request failed unexpectedly', error, {
      requestId: trace.requestId,
      operation: trace.call?.operation.name,
      accessKeyId: trace.caller?.accessKeyId,
    })
    return internalServerError()
  }

  #log(trace: RequestTrace, answer: HttpAnswer, errorCode: string | undefined): void {
    const { call, caller, request, requestId } = trace
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

/** Small answers go as they are, and those of services whose answers hold secrets. */
function codingOf(request: HttpRequest, call: Call, { body }: Encoded): AnswerCoding | undefined {
  if (body.length < limits.plainAnswerBytes || call.service.signingName !== 'dynamodb') {
    return undefined
  }
  return answerCoding(single(request.headers['accept-encoding']))
}

/** Undefined: not now. The checksum is that of the bytes that go over the wire. */
async function inCoding(result: Encoded, coding: AnswerCoding): Promise<Labelled | undefined> {
  const body = await encodeBody(result.body, coding)
  return body && { ...result, body, headers: ['Content-Encoding', coding] }
}

function contextOf(trace: RequestTrace, caller: Caller, region: string): RequestContext {
  const { secureTransport, sourceIp, headers } = trace.request
  const { host } = headers
  const userAgent = headers['user-agent']
  const referer = headers['referer']
  return {
    requestId: trace.requestId,
    caller,
    region,
    secureTransport,
    sourceIp,
    endpoint: trace.endpoint,
    host: typeof host === 'string' ? host : undefined,
    userAgent: typeof userAgent === 'string' ? userAgent : undefined,
    referer: typeof referer === 'string' ? referer : undefined,
    notes: trace,
  }
}
