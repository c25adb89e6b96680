import type { Clock, Random, RowSealer } from '../base/index.ts'
import type { ApiError } from '../errors/index.ts'
import type { Caller } from '../security/credentials/index.ts'
import { recording as runRecording } from './log/audited-store.ts'
import type { Journal } from './log/journal.ts'
import { Recording } from './log/recording.ts'
import type { KeptEvent } from './log/kept-event.ts'
import type { Answer } from './log/rows.ts'
import { services } from './operations/index.ts'
import {
  recordedResources,
  RecordWriter,
  responseElements,
  type RecordedOperation,
} from './records/build-record.ts'
import type { RequestFacts } from './records/request-facts.ts'
import type { RecordedResource } from './records/record.ts'
import { DeniedRates, type Denied } from './denied-rates.ts'
import { RefusedRate } from './refused-rate.ts'

/** What trails select. */
export interface Selection {
  /** Whether any trail of the account that logs now asks for data events at all. */
  wantsData(account: string): boolean
  /** Whether any trail of the account that logs now wants such an event. */
  wants(account: string, event: SelectedEvent): boolean
}

export interface SelectedEvent {
  readonly category: 'Management' | 'Data'
  readonly readOnly: boolean
  readonly eventName: string
  readonly eventSource: string
  readonly resources: readonly RecordedResource[]
  readonly userIdentityArn?: string | undefined
}

export interface RecorderDeps {
  readonly journal: Journal
  readonly sealer: RowSealer
  readonly selection: Selection
  /** Names of a table's key attributes, by name or ARN; empty where they are not known. */
  readonly keyNames: (table: string, account: string) => readonly string[]
  readonly region: string
  /** The account whose trails get what nobody is known to have done. */
  readonly account: string
  /** Whether every record is on disk before its request is answered. */
  readonly strict: boolean
  readonly clock: Clock
  readonly random: Random
}

/** Which operation a request names: as in the credential scope, and as on the wire. */
export interface NamedOperation {
  readonly service: string
  readonly operation: string
}

/** A call of one service of this server to another. */
export interface InternalCall {
  /** Who calls: `dynamodb.amazonaws.com`. */
  readonly service: string
  /** By whose right, where it is not the service's own. */
  readonly caller: Caller | undefined
  readonly input: Readonly<Record<string, unknown>>
  /** ARN of what is used. */
  readonly resource: string
  readonly error?: ApiError | undefined
}

/** Makes the record of every request: who, what, on what, from where, and with what outcome. */
export class Recorder {
  readonly #deps: RecorderDeps
  readonly #writer: RecordWriter
  readonly #operations = recordedOperations()
  /** Of what nobody is known to have sent, and of denials by account, so that neither hides the other. */
  readonly #unknown: RefusedRate
  readonly #denials = new Map<string, RefusedRate>()
  readonly #denied: DeniedRates

  constructor(deps: RecorderDeps) {
    this.#deps = deps
    this.#writer = new RecordWriter(deps.region, deps.keyNames)
    this.#unknown = new RefusedRate(deps.clock)
    this.#denied = new DeniedRates(deps.clock)
  }

  /** Throws ServiceUnavailable while nothing can be recorded. */
  admit(): void {
    this.#deps.journal.admit()
  }

  /** Whether records say anything of this operation. */
  knows({ service, operation }: NamedOperation): boolean {
    return this.#operations.get(service)?.has(operation) === true
  }

  /**
   * Before an operation runs, and after it was authorized. Undefined: nobody wants to know, unless it
   * fails. `facts` is read when the record is written, so that it may still change.
   */
  begin(named: NamedOperation, facts: RequestFacts): Recording | undefined {
    const operation = this.#find(named)
    return operation === undefined || !this.#wanted(operation, facts)
      ? undefined
      : this.#recording(operation, facts, true)
  }

  /** Runs an operation. The record of one that may commit joins its commit. */
  run<Result>(
    named: NamedOperation,
    recording: Recording,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const ambient = this.#find(named)?.spec.commits === 'in context'
    return ambient ? runRecording(recording, work) : work()
  }

  /** After an operation. The promise, if any, is to be waited for before the answer is sent. */
  done(named: NamedOperation, recording: Recording, output: object): Promise<void> | undefined {
    const operation = this.#find(named)
    if (operation === undefined) return undefined
    const elements = responseElements(operation, output)
    const answer = elements === undefined ? {} : { responseElements: elements }
    return recording.end(answer, this.#deps.strict || !operation.spec.readOnly)
  }

  /** After a refusal or failure, at whatever step of the request. */
  failed(
    named: NamedOperation,
    recording: Recording | undefined,
    facts: RequestFacts,
    error: ApiError,
  ): Promise<void> | undefined {
    const operation = this.#find(named)
    if (operation === undefined) return undefined
    const { code, message } = recordedError(named, error)
    const answer = { errorCode: code, errorMessage: message }
    const { strict } = this.#deps
    if (facts.caller !== undefined && isBounded(operation, code, recording)) {
      const left = this.#denied.take(deniedOf(facts.caller))
      if (left === undefined) return undefined
      const more = left === 0 ? undefined : { suppressedEvents: left }
      return this.#recording(operation, facts, true, more).end(answer, strict)
    }
    if (recording !== undefined) return recording.end(answer, strict)
    const delivered = facts.caller !== undefined && this.#wanted(operation, facts)
    if (delivered) return this.#recording(operation, facts, true).end(answer, strict)
    if (facts.caller !== undefined && code !== 'AccessDenied') return undefined
    const suppressed = this.#rateOf(facts).take()
    if (suppressed === undefined) return undefined
    const additional = suppressed === 0 ? undefined : { suppressedEvents: suppressed }
    const visible = operation.spec.category === 'Management'
    return this.#recording(operation, facts, visible, additional).end(answer, strict)
  }

  /**
   * A call that one service of this server makes to another: written soon, and never in a commit of the
   * request in whose course it is made.
   */
  internal(named: NamedOperation, call: InternalCall): void {
    const operation = this.#find(named)
    if (operation === undefined) return
    const { service, caller, input, resource, error } = call
    const facts: RequestFacts = {
      requestId: this.#deps.random.uuid(),
      sourceIp: service,
      userAgent: service,
      invokedBy: service,
      caller,
      endpointId: undefined,
      input,
      resources: [resource],
    }
    const failure = error && recordedError(named, error)
    const answer = failure && { errorCode: failure.code, errorMessage: failure.message }
    void this.#recording(operation, facts, true).end(answer ?? {}, false)
  }

  #rateOf({ caller }: RequestFacts): RefusedRate {
    if (caller === undefined) return this.#unknown
    const known = this.#denials.get(caller.accountId)
    if (known !== undefined) return known
    const rate = new RefusedRate(this.#deps.clock)
    this.#denials.set(caller.accountId, rate)
    return rate
  }

  #recording(
    operation: RecordedOperation,
    facts: RequestFacts,
    delivered: boolean,
    additional?: Readonly<Record<string, unknown>>,
  ): Recording {
    const { journal, sealer, clock, random } = this.#deps
    let eventIds: readonly string[] = []
    let sharedEventId: string | undefined
    return new Recording({
      journal,
      sealer,
      awaits: operation.spec.response.length > 0,
      events: (awaits, answer): KeptEvent[] => {
        const now = clock.now()
        const recipients = this.#recipients(facts)
        if (recipients.length > 1) sharedEventId ??= random.uuid()
        // One for each account, the same however often the record is made.
        while (eventIds.length < recipients.length) eventIds = [...eventIds, random.uuid()]
        const error = errorOf(answer)
        return recipients.map((recipient, place) => {
          const eventId = eventIds[place] ?? random.uuid()
          const { shape, template, record } = this.#writer.write(operation, facts, {
            eventId,
            now,
            error,
            response: answer?.responseElements,
            recipient,
            sharedEventId,
            additional,
          })
          return { at: now, delivered, awaits, eventId, shape, template, record }
        })
      },
    })
  }

  /** The caller's account, and those of what was touched. */
  #recipients({ caller, resources, invokedBy }: RequestFacts): string[] {
    const owner = invokedBy === undefined ? undefined : resources[0]?.split(':')[4]
    const own = caller?.accountId ?? owner ?? this.#deps.account
    const [only] = resources
    if (resources.length === 0) return [own]
    if (resources.length === 1 && only !== undefined && only.includes(`:${own}:`)) return [own]
    const owners = recordedResources(resources).map(({ accountId }) => accountId)
    return [...new Set([own, ...owners])]
  }

  #wanted({ spec, service, name }: RecordedOperation, facts: RequestFacts): boolean {
    if (spec.category === 'Management') return true
    const { selection } = this.#deps
    const accounts = this.#recipients(facts).filter((account) => selection.wantsData(account))
    // Most servers audit no items: then nothing more is found out about the request.
    if (accounts.length === 0) return false
    const event = {
      category: spec.category,
      readOnly: spec.readOnly,
      eventName: name,
      eventSource: service.eventSource,
      resources: recordedResources(facts.resources),
      userIdentityArn: facts.caller?.arn,
    }
    return accounts.some((account) => selection.wants(account, event))
  }

  #find({ service, operation }: NamedOperation): RecordedOperation | undefined {
    return this.#operations.get(service)?.get(operation)
  }
}

/** A denied management request that has left nothing yet: whoever is denied may make any number of them. */
function isBounded(
  { spec }: RecordedOperation,
  code: string,
  recording: Recording | undefined,
): boolean {
  return code === 'AccessDenied' && spec.category === 'Management' && recording?.isOpen !== false
}

function deniedOf({ accountId, arn, session }: Caller): Denied {
  return { accountId, arn: session?.issuer?.arn ?? arn }
}

function recordedOperations(): Map<string, Map<string, RecordedOperation>> {
  return new Map(
    Object.entries(services).map(([signingName, service]) => [
      signingName,
      new Map(
        Object.entries(service.operations).map(([name, spec]) => [name, { name, service, spec }]),
      ),
    ]),
  )
}

/** As records name errors: a denial is `AccessDenied` whatever the wire calls it. */
function recordedError(
  { service }: NamedOperation,
  error: ApiError,
): { code: string; message: string } {
  const byQuery = ['iam', 'sts', 'ec2'].includes(service)
  const code = byQuery ? (error.query?.code ?? error.code) : error.code
  return { code: code === 'AccessDeniedException' ? 'AccessDenied' : code, message: error.message }
}

function errorOf(answer: Answer | undefined): { code: string; message: string } | undefined {
  if (answer?.errorCode === undefined) return undefined
  return { code: answer.errorCode, message: answer.errorMessage ?? '' }
}
