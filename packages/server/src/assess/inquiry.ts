import type { Clock, Random } from '../base/index.ts'
import type { Evidence, Notebook } from './evidence.ts'
import type { Input, OperationName, Output } from './asking/operations.ts'
import type {
  Api,
  Handshake,
  Host,
  Offer,
  RawAnswer,
  RawRequest,
  Sender,
  Wire,
} from './asking/ports.ts'
import { Refusal, refusalOf } from './asking/refusal.ts'
import type { Workshop } from './probe/workshop.ts'

/** What is assessed. */
export interface Target {
  readonly kind: 'strongroom' | 'aws'
  readonly endpoint: string
  readonly region: string
  readonly account: string
  /** ARN of who asks. */
  readonly assessor: string
  /** Listeners beside the endpoint, where they were named. */
  readonly plainEndpoint?: string
  readonly vpcEndpoint?: string
  /** Folders of the server, where the assessment runs on its machine. */
  readonly dataDir?: string
  readonly keysDir?: string
  /** A folder of documents that support the review. */
  readonly documents?: string
  /** A file: what `npm audit --json` printed. */
  readonly advisories?: string
  /** Wait for what takes minutes: a session to end, a key to leave the cache. */
  readonly patient: boolean
}

/** An answer that several checks need, asked once in a run. */
export interface Survey<T> {
  readonly asked: string
  /** `other` answers another survey, which is then evidence too. */
  load(send: Send, other: <U>(survey: Survey<U>) => Promise<U>): Promise<T>
  /** What of it is evidence. */
  shown(value: T): unknown
}

export type Send = <Name extends OperationName>(
  name: Name,
  input: Input<Name>,
) => Promise<Output<Name>>

/** The means of a run, which all its inquiries share. */
export interface Means {
  readonly target: Target
  readonly api: Api
  readonly wire: Wire
  readonly host: Host
  readonly clock: Clock
  readonly random: Random
  readonly notebook: Notebook
  readonly workshop: Workshop
  /** Answers of this run, by what was asked. */
  readonly known: Map<string, Promise<Known>>
  /** Attacks that were refused. */
  readonly attacks: Attack[]
  /** Ends the run early. */
  readonly signal: AbortSignal
  readonly sleep: (ms: number) => Promise<void>
}

/** An attack that was refused, so that its audit record can be looked for. */
export interface Attack {
  readonly what: string
  readonly requestId: string
  /** When it was refused, in milliseconds. */
  readonly at: number
  /** On items, so that only trails that select it keep a record. */
  readonly items: boolean
}

/** Operations on items; all others are management events. */
const onItems = /^(dynamodb:(GetItem|PutItem|UpdateItem|Query|Scan)|streams:Get\w+)$/

type Known = { readonly evidence: Evidence } & (
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal }
)

/** How a request ended. */
export type Outcome<Name extends OperationName> =
  | { readonly ok: true; readonly output: Output<Name> }
  | { readonly ok: false; readonly refusal: Refusal }

/** Asks on behalf of one check, and keeps what was asked and answered as its evidence. */
export class Inquiry {
  readonly #means: Means
  readonly #evidence: Evidence[] = []

  constructor(means: Means) {
    this.#means = means
  }

  get target(): Target {
    return this.#means.target
  }

  get workshop(): Workshop {
    return this.#means.workshop
  }

  get evidence(): readonly Evidence[] {
    return this.#evidence
  }

  /** Attacks that were refused in this run. */
  get attacks(): readonly Attack[] {
    return this.#means.attacks
  }

  now(): number {
    return this.#means.clock.now()
  }

  sleep(ms: number): Promise<void> {
    return this.#means.sleep(ms)
  }

  random(bytes: number): string {
    return this.#means.random.bytes(bytes).toString('hex')
  }

  /** Asks what changes nothing, as the assessor, once in a run. Rejects with a Refusal. */
  ask<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    return this.survey({
      asked: `${name} ${JSON.stringify(input)}`,
      load: (send) => send(name, input),
      shown: (output) => output,
    })
  }

  /** Rejects with a Refusal. */
  async survey<T>(survey: Survey<T>): Promise<T> {
    const { known } = this.#means
    let found = known.get(survey.asked)
    if (found === undefined) {
      found = this.#load(survey)
      known.set(survey.asked, found)
    }
    const answered = await found
    if (!this.#evidence.includes(answered.evidence)) this.#evidence.push(answered.evidence)
    if (!answered.ok) throw answered.refusal
    // What is kept under these words is what this survey, or one of the same words, loaded.
    return answered.value as T
  }

  /** A value that no evidence may show. */
  keepSecret(value: string): void {
    this.#means.notebook.keepSecret(value)
  }

  /** Sends a request that prepares an attack, which is no evidence. Rejects with a Refusal. */
  async send<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    return (await this.#means.api.send(name, input)).output
  }

  /** Sends a request, whatever it does. Rejects only when no answer came. */
  async try<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    sender: Sender = {},
  ): Promise<Outcome<Name>> {
    const { api, signal } = this.#means
    signal.throwIfAborted()
    const by = [
      sender.name === undefined ? '' : ` by ${sender.name}`,
      sender.endpoint === undefined ? '' : ` to ${sender.endpoint}`,
    ].join('')
    const asked = `${name}${by} ${this.#json(input)}`
    try {
      const { output } = await api.send(name, input, sender)
      this.record(asked, output)
      return { ok: true, output }
    } catch (error) {
      const refusal = refusalOf(error)
      this.record(asked, refusal.shown())
      if (refusal.kind === 'unreachable') throw refusal
      return { ok: false, refusal }
    }
  }

  /** The same as an attack: that it was refused is remembered, so that its audit record can be looked for. */
  async attack<Name extends OperationName>(
    what: string,
    name: Name,
    input: Input<Name>,
    sender: Sender,
  ): Promise<Outcome<Name>> {
    const outcome = await this.try(name, input, sender)
    if (!outcome.ok && outcome.refusal.requestId !== undefined) {
      const { requestId } = outcome.refusal
      this.#means.attacks.push({ what, requestId, at: this.now(), items: onItems.test(name) })
    }
    return outcome
  }

  /** Rejects with a Refusal that is `unreachable`. */
  async post(what: string, request: RawRequest): Promise<RawAnswer> {
    return this.#observe(what, () => this.#means.wire.post(request))
  }

  /** Undefined: not offered by this client. */
  async handshake(url: string, offer: Offer): Promise<Handshake | Refusal | undefined> {
    const offered = [offer.version, offer.ciphers].filter((one) => one !== undefined).join(' ')
    try {
      return await this.#observe(`TLS handshake with ${url} ${offered}`.trimEnd(), () =>
        this.#means.wire.handshake(url, offer),
      )
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }

  /** Looks at the machine of the server. */
  async look<T>(what: string, read: (host: Host) => Promise<T>): Promise<T> {
    return this.#observe(what, () => read(this.#means.host))
  }

  record(asked: unknown, answered: unknown): void {
    this.#evidence.push(this.#means.notebook.write(asked, answered))
  }

  async #observe<T>(what: string, act: () => Promise<T>): Promise<T> {
    this.#means.signal.throwIfAborted()
    try {
      const answer = await act()
      this.record(what, answer ?? 'nothing is known')
      return answer
    } catch (error) {
      this.record(what, error instanceof Refusal ? error.shown() : String(error))
      throw error
    }
  }

  async #load<T>(survey: Survey<T>): Promise<Known> {
    const { notebook } = this.#means
    try {
      const value = await survey.load(
        (name, input) => this.#ask(name, input),
        (other) => this.survey(other),
      )
      return { ok: true, value, evidence: notebook.write(survey.asked, survey.shown(value)) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ok: false, refusal: error, evidence: notebook.write(survey.asked, error.shown()) }
    }
  }

  async #ask<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const { api, signal } = this.#means
    signal.throwIfAborted()
    return (await api.send(name, input)).output
  }

  #json(value: unknown): string {
    return this.#means.notebook.write('', value).answered
  }
}
