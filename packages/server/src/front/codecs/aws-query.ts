import { assert, limits } from '../../base/index.ts'
import type { ApiError } from '../../errors/index.ts'
import { invalidAction, malformedInput, missingAction } from '../../errors/index.ts'
import type { WireTable } from '../../generated/wire-table.ts'
import type { BoundOperation, BoundService } from '../../services/operation.ts'
import type { HttpRequest } from '../http/index.ts'
import type { Call, Codec, DecodeInput, Encoded, EncodedError } from './codec.ts'
import { readForm, type FormNode } from './query-form.ts'
import { inputOf } from './query-input.ts'
import { escapeXml, xmlMembers } from './xml.ts'

/** A service that is addressed by `Action` and `Version`, and answers in XML. */
export interface QueryService {
  readonly service: BoundService
  readonly wire: WireTable
  readonly decodeInput: DecodeInput
}

/** AWS Query (IAM, STS) and its EC2 variant: a form, or the query of a GET; answers are XML. */
export function awsQuery(services: readonly QueryService[]): Codec {
  return new AwsQuery(services)
}

interface Target extends QueryService {
  readonly operation: BoundOperation
}

const contentType = 'text/xml'
const formType = 'application/x-www-form-urlencoded'

class AwsQuery implements Codec {
  readonly #targets = new Map<string, Target>()
  readonly #wires = new Map<BoundService, QueryService>()

  constructor(services: readonly QueryService[]) {
    for (const one of services) {
      this.#wires.set(one.service, one)
      for (const [name, operation] of one.service.operations) {
        assert(one.wire.operations[name] !== undefined, `${name} is in the service's model`)
        this.#targets.set(`${one.wire.version} ${name}`, { ...one, operation })
      }
    }
  }

  matches(request: HttpRequest): boolean {
    if (request.method === 'GET') return /^\/\?(?:.*&)?Action=/.test(request.url)
    if (request.method !== 'POST') return false
    const label = request.headers['content-type']
    return typeof label === 'string' && label.toLowerCase().startsWith(formType)
  }

  route(request: HttpRequest): Call {
    if (request.body.length > limits.formBytes) throw malformedInput('The request is too large.')
    const text =
      request.method === 'GET' ? request.url.slice(2) : request.body.toString('utf8').trim()
    const form = readForm(text)
    const action = form.children.get('Action')?.value
    if (action === undefined || action === '') throw missingAction()
    const version = form.children.get('Version')?.value ?? ''
    const target = this.#targets.get(`${version} ${action}`)
    if (target === undefined) throw invalidAction(action, version)
    return { service: target.service, operation: target.operation, input: form }
  }

  decode(call: Call): object {
    const { wire, decodeInput } = this.#wireOf(call)
    const { inputShape } = call.operation
    // Operations without parameters have no input shape in the model.
    if (wire.shapes[inputShape] === undefined) return {}
    return decodeInput(inputShape, inputOf(wire, inputShape, call.input as FormNode))
  }

  encodeResult(output: object, call: Call, requestId: string): Encoded {
    const { wire } = this.#wireOf(call)
    const { name } = call.operation
    const described = wire.operations[name]
    const members =
      described?.output === undefined ? '' : xmlMembers(wire, described.output, output)
    const id = escapeXml(requestId)
    if (wire.dialect === 'ec2') {
      const body = `<${name}Response xmlns="${wire.namespace}/"><requestId>${id}</requestId>${members}</${name}Response>`
      return xml(body)
    }
    const wrapper = described?.wrapper
    const result = wrapper === undefined ? '' : `<${wrapper}>${members}</${wrapper}>`
    return xml(
      `<${name}Response xmlns="${wire.namespace}">${result}<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${name}Response>`,
    )
  }

  encodeError(error: ApiError, requestId: string, call: Call | undefined): EncodedError {
    const wire = call === undefined ? undefined : this.#wireOf(call).wire
    return encodeFailure(error, requestId, wire)
  }

  encodeRefusal(error: ApiError, requestId: string, request: HttpRequest): EncodedError {
    const short = request.body.length <= limits.formBytes
    const text = request.method === 'GET' ? request.url.slice(2) : request.body.toString('latin1')
    const version = short ? new URLSearchParams(text).get('Version') : null
    const wires = [...this.#wires.values()].map(({ wire }) => wire)
    return encodeFailure(
      error,
      requestId,
      wires.find((wire) => wire.version === version),
    )
  }

  #wireOf(call: Call): QueryService {
    const found = this.#wires.get(call.service)
    assert(found !== undefined, 'a call is encoded by the codec that routed it')
    return found
  }
}

function encodeFailure(
  error: ApiError,
  requestId: string,
  wire: WireTable | undefined,
): EncodedError {
  const known = error.query ?? error
  const id = escapeXml(requestId)
  const message = escapeXml(error.message)
  if (wire?.dialect === 'ec2') {
    const { code, status } = ec2Code(known.code, known.status)
    const body = `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${id}</RequestID></Response>`
    return { ...xml(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`), status }
  }
  const namespace = wire?.namespace ?? 'http://webservices.amazon.com/AWSFault/2005-15-09'
  const type = known.status >= 500 ? 'Receiver' : 'Sender'
  const body = `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escapeXml(known.code)}</Code><Message>${message}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`
  return { ...xml(body), status: known.status }
}

function xml(body: string): Encoded {
  return { contentType, body: Buffer.from(`${body}\n`, 'utf8') }
}

/** EC2 has its own names for what every service refuses. */
const ec2Codes: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDenied: ['UnauthorizedOperation', 403],
  InvalidClientTokenId: ['AuthFailure', 401],
  SignatureDoesNotMatch: ['SignatureDoesNotMatch', 403],
  ExpiredToken: ['RequestExpired', 400],
  ValidationError: ['InvalidParameterValue', 400],
  MalformedInput: ['InvalidParameterValue', 400],
  InternalFailure: ['InternalError', 500],
}

function ec2Code(code: string, status: number): { code: string; status: number } {
  const [renamed, renamedStatus] = ec2Codes[code] ?? [code, status]
  return { code: renamed, status: renamedStatus }
}
