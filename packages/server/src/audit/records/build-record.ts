import type { Caller } from '../../security/credentials/index.ts'
import type { OperationSpec, ServiceSpec } from '../operations/index.ts'
import { itemParametersText, type KeyNames } from './item-parameters.ts'
import {
  ParameterTemplates,
  type ParameterTemplate,
  type TemplatedParameters,
} from './parameter-templates.ts'
import type { RecordedResource, UserIdentity } from './record.ts'
import type { RequestFacts } from './request-facts.ts'
import { filled, hole, partsOf, Seconds, type RecordShape } from './record-shape.ts'
import { CallerShapes } from './caller-shapes.ts'
import { recordedResource } from './resources.ts'
import { shownMembers } from './shown.ts'
import { IdentityTexts, userIdentity } from './user-identity.ts'

/** An operation, with what records say of it whatever the request. */
export interface RecordedOperation {
  readonly name: string
  readonly service: ServiceSpec
  readonly spec: OperationSpec
}

export interface RecordedError {
  readonly code: string
  readonly message: string
}

/** What is added to the record of one request. */
export interface Particulars {
  readonly eventId: string
  readonly now: number
  readonly error?: RecordedError | undefined
  readonly response?: Readonly<Record<string, unknown>> | undefined
  readonly recipient: string
  readonly sharedEventId?: string | undefined
  readonly additional?: Readonly<Record<string, unknown>> | undefined
}

const longestText = 1024
const longestParameters = 100 * 1024

/** A record as it is kept. */
export interface WrittenRecord {
  /** Undefined: the record shares nothing with others. */
  readonly shape: RecordShape | undefined
  /** Undefined: the record has its parameters for itself. */
  readonly template: ParameterTemplate | undefined
  /** The JSON of the record; with a shape, its request id and its parameters, or what fills the holes of the template. */
  readonly record: string
}

/** Writes records as text, in CloudTrail's order of members. */
export class RecordWriter {
  readonly #region: string
  readonly #keyNames: (table: string, account: string) => readonly string[]
  readonly #identities = new IdentityTexts()
  readonly #shapes = new WeakMap<Caller, CallerShapes>()
  readonly #templates = new ParameterTemplates()
  readonly #seconds = new Seconds()

  constructor(region: string, keyNames: (table: string, account: string) => readonly string[]) {
    this.#region = region
    this.#keyNames = keyNames
  }

  write(operation: RecordedOperation, request: RequestFacts, more: Particulars): WrittenRecord {
    const { requestId, caller } = request
    if (caller !== undefined && isShaped(operation, request, more)) {
      const shape = this.#shapeOf(operation, request, caller, more)
      const templated = this.#templated(operation, request)
      const own = templated?.values ?? this.#parameters(operation, request)
      return { shape, template: templated?.template, record: `${requestId} ${own}` }
    }
    const { eventId, now, error } = more
    const denied = error?.code === 'AccessDenied' && operation.spec.category === 'Management'
    const parameters = denied ? 'null' : this.#parameters(operation, request)
    const time = this.#seconds.of(now)
    const parts = partsOf(this.#shape(operation, request, more, denied))
    return {
      shape: undefined,
      template: undefined,
      record: filled(parts, { time, parameters, requestId, eventId }),
    }
  }

  #shapeOf(
    operation: RecordedOperation,
    request: RequestFacts,
    caller: Caller,
    more: Particulars,
  ): RecordShape {
    const known = this.#shapes.get(caller) ?? new CallerShapes()
    const found = known.find(operation, request, more.recipient)
    if (found !== undefined) return found
    this.#shapes.set(caller, known)
    const made = this.#shape(operation, request, more, false)
    known.add(operation, request, more.recipient, made)
    return made
  }

  #shape(
    { service, spec, name }: RecordedOperation,
    request: RequestFacts,
    more: Particulars,
    denied: boolean,
  ): RecordShape {
    const { error } = more
    const region = service.global === true ? 'us-east-1' : this.#region
    let text = `{"eventVersion":"1.11","userIdentity":${this.#identity(request)},"eventTime":"${hole}","eventSource":"${service.eventSource}","eventName":"${name}","awsRegion":"${region}","sourceIPAddress":${JSON.stringify(request.sourceIp)}`
    if (request.userAgent !== undefined) text += `,"userAgent":${quoted(request.userAgent)}`
    if (error !== undefined) {
      text += `,"errorCode":${quoted(error.code)},"errorMessage":${quoted(error.message)}`
    }
    text += `,"requestParameters":${hole},"responseElements":${responseOf(more)}`
    if (more.additional !== undefined) {
      text += `,"additionalEventData":${JSON.stringify(more.additional)}`
    }
    text += `,"requestID":"${hole}","eventID":"${hole}","readOnly":${String(spec.readOnly)}`
    const resources = denied ? [] : recordedResources(request.resources)
    if (resources.length > 0) text += `,"resources":${JSON.stringify(resources)}`
    text += ',"eventType":"AwsApiCall"'
    if (!denied && service.apiVersion !== undefined) text += `,"apiVersion":"${service.apiVersion}"`
    text += `,"managementEvent":${String(spec.category === 'Management')},"recipientAccountId":"${more.recipient}"`
    if (more.sharedEventId !== undefined) text += `,"sharedEventID":"${more.sharedEventId}"`
    if (request.endpointId !== undefined) {
      text += `,"vpcEndpointId":"${request.endpointId}","vpcEndpointAccountId":"${more.recipient}"`
    }
    return `${text},"eventCategory":"${spec.category}"${tlsDetails(request)}}`
  }

  #identity({ caller, invokedBy, claimedKey }: RequestFacts): string {
    if (invokedBy !== undefined) return JSON.stringify(invokedIdentity(invokedBy, caller))
    if (caller !== undefined) return this.#identities.of(caller)
    return claimedKey === undefined ? unknownIdentity : unprovenIdentity(claimedKey)
  }

  #templated({ spec }: RecordedOperation, request: RequestFacts): TemplatedParameters | undefined {
    const { input, caller } = request
    if (input === undefined) return undefined
    const account = caller?.accountId ?? ''
    return this.#templates.find(input, spec.request, (table) => this.#keyNames(table, account))
  }

  #parameters({ spec, service }: RecordedOperation, { input, caller }: RequestFacts): string {
    if (input === undefined || spec.request.length === 0) return 'null'
    const account = caller?.accountId ?? ''
    const keyNames: KeyNames = (table) => this.#keyNames(table, account)
    const text =
      spec.category === 'Data'
        ? itemParametersText(input, spec.request, keyNames)
        : JSON.stringify(shownMembers(input, spec.request))
    if (text === '{}' && service.eventSource !== 'dynamodb.amazonaws.com') return 'null'
    return text.length <= longestParameters ? text : '{"omitted":true,"reason":"too large"}'
  }
}

/** Of what happens often, and of which nothing is known later: what else a record has, it has for itself. */
function isShaped(
  { spec }: RecordedOperation,
  { invokedBy }: RequestFacts,
  { error, response, sharedEventId, additional }: Particulars,
): boolean {
  return (
    spec.category === 'Data' &&
    spec.response.length === 0 &&
    invokedBy === undefined &&
    error === undefined &&
    response === undefined &&
    sharedEventId === undefined &&
    additional === undefined
  )
}

function invokedIdentity(invokedBy: string, caller: Caller | undefined): UserIdentity {
  return caller === undefined
    ? { type: 'AWSService', invokedBy }
    : { ...userIdentity(caller), invokedBy }
}

function unprovenIdentity(accessKeyId: string): string {
  return JSON.stringify({ type: 'Unknown', accessKeyId } satisfies UserIdentity)
}

const unknownIdentity = JSON.stringify({ type: 'Unknown' } satisfies UserIdentity)

/** The resources that records name, each once. */
export function recordedResources(arns: readonly string[]): RecordedResource[] {
  const [only] = arns
  if (arns.length === 1 && only !== undefined) {
    const resource = recordedResource(only)
    return resource === undefined ? [] : [resource]
  }
  const found = new Map<string, RecordedResource>()
  for (const arn of arns) {
    const resource = recordedResource(arn)
    if (resource !== undefined) found.set(resource.ARN, resource)
  }
  return [...found.values()]
}

/** What a record shows of an answer; undefined: nothing. */
export function responseElements(
  { spec }: RecordedOperation,
  output: object,
): Record<string, unknown> | undefined {
  if (spec.response.length === 0) return undefined
  const shown = shownMembers(output as Readonly<Record<string, unknown>>, spec.response)
  return Object.keys(shown).length === 0 ? undefined : shown
}

function responseOf({ response }: Particulars): string {
  return response === undefined ? 'null' : JSON.stringify(response)
}

function tlsDetails({ tls, host }: RequestFacts): string {
  if (tls === undefined) return ''
  const named = host === undefined ? '' : `,"clientProvidedHostHeader":${quoted(host)}`
  return `,"tlsDetails":{"tlsVersion":"${tls.version}","cipherSuite":"${tls.cipher}"${named}}`
}

/** Texts of clients are cut to what a record may hold. */
function quoted(text: string): string {
  return JSON.stringify(text.length > longestText ? text.slice(0, longestText) : text)
}
