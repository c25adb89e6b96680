import assert from 'node:assert/strict'
import { AwsApi } from '../../src/assess/asking/aws-api.ts'
import { otherHost } from '../../src/assess/asking/host.ts'
import type { OperationName } from '../../src/assess/asking/operations.ts'
import type { Api, Answer, Host, Sender, Wire } from '../../src/assess/asking/ports.ts'
import { Refusal } from '../../src/assess/asking/refusal.ts'
import { nodeWire } from '../../src/assess/asking/wire.ts'
import type { Target } from '../../src/assess/inquiry.ts'
import type { Check, CheckResult, Control, Report, Status } from '../../src/assess/model.ts'
import { assess, type AssessOptions } from '../../src/assess/run.ts'
import { systemClock, systemRandom, type Clock } from '../../src/base/index.ts'
import type { Keys, Realm } from '../identity/support.ts'

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

/** What a test puts in the place of the real thing. */
export interface Stage {
  readonly keys?: Keys
  readonly api?: (real: Api) => Api
  readonly wire?: (real: Wire) => Wire
  readonly host?: Host
  readonly clock?: Clock
  readonly sleep?: (ms: number) => Promise<void>
  readonly target?: Partial<Target>
  readonly passive?: boolean
  readonly controls?: readonly Control[]
  readonly waivers?: AssessOptions['waivers']
  readonly baseline?: Report
  readonly signal?: AbortSignal
}

/** Assesses a server of a test. */
export async function assessed(realm: Realm, stage: Stage = {}): Promise<Report> {
  const { endpoint } = realm.server
  const region = 'us-east-1'
  const credentials = stage.keys ?? realm.root
  const real = new AwsApi({ endpoint, region, credentials, ca: realm.ca })
  const wire = nodeWire(realm.ca)
  try {
    return await assess({
      target: { kind: 'strongroom', endpoint, region, patient: false, ...stage.target },
      api: stage.api?.(real) ?? real,
      wire: stage.wire?.(wire) ?? wire,
      host: stage.host ?? otherHost(),
      clock: stage.clock ?? systemClock,
      random: systemRandom,
      tool: { name: 'strongroom', version: '0.0.0' },
      passive: stage.passive ?? false,
      waivers: stage.waivers ?? [],
      secrets: [credentials.secretAccessKey],
      sleep:
        stage.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5)))),
      ...(stage.controls === undefined ? {} : { controls: stage.controls }),
      ...(stage.baseline === undefined ? {} : { baseline: stage.baseline }),
      ...(stage.signal === undefined ? {} : { signal: stage.signal }),
    })
  } finally {
    real.close()
  }
}

/** One check on a server of a test. */
export async function checked(realm: Realm, check: Check, stage: Stage = {}): Promise<CheckResult> {
  const report = await assessed(realm, { ...stage, controls: [controlOf(check)] })
  const [result] = report.checks
  assert(result !== undefined)
  assert.deepEqual(report.leftBehind, [])
  return result
}

export function controlOf(...checks: Check[]): Control {
  return {
    id: 'test',
    group: 'review',
    title: 'Test',
    question: 'Does it?',
    material: 'It does.',
    reached: { pass: 'p', review: 'r', remediate: 'd' },
    checks,
    references: [],
  }
}

type Answers = {
  readonly [Name in OperationName]?: (
    input: never,
    sender: Sender | undefined,
    real: Api,
  ) => Promise<unknown> | object
}

/** The real API, but for some operations, which answer otherwise. */
export function answering(answers: Answers): (real: Api) => Api {
  return (real) => ({
    async send(name, input, sender) {
      const answer = answers[name]
      if (answer === undefined) return real.send(name, input, sender)
      const output = await answer(input as never, sender, real)
      return { output, requestId: 'stand-in' } as Answer<typeof name>
    },
    close: () => real.close(),
  })
}

/** Answers some senders in place of the real API: a server that lets in what it should not. */
export function lax(
  name: OperationName,
  whom: (sender: Sender) => boolean,
  output: object = {},
): (real: Api) => Api {
  return (real) => ({
    async send(asked, input, sender) {
      if (asked !== name || !whom(sender ?? {})) return real.send(asked, input, sender)
      return { output, requestId: 'stand-in' } as Answer<typeof asked>
    },
    close: () => real.close(),
  })
}

/** Refuses some senders for a reason that has nothing to do with what is tried: a server that is in trouble. */
export function refusing(
  name: OperationName,
  whom: (sender: Sender) => boolean,
): (real: Api) => Api {
  return (real) => ({
    async send(asked, input, sender) {
      if (asked !== name || !whom(sender ?? {})) return real.send(asked, input, sender)
      throw refusal('refused', 'ServiceUnavailable')
    },
    close: () => real.close(),
  })
}

/** The `nth` time alone that one of these senders asks. For one step. */
export function nth(
  wanted: number,
  whom: (sender: Sender) => boolean,
): (sender: Sender) => boolean {
  let times = 0
  return (sender) => whom(sender) && ++times === wanted
}

/** A machine of which nothing is known, but for what is given. */
export function hostWith(known: Partial<Host>): Host {
  return { ...otherHost(), ...known }
}

export function refusal(kind: Refusal['kind'], code: string): Refusal {
  return new Refusal({ kind, code, message: code, status: 400, requestId: 'stand-in' })
}

export function absent(): Promise<never> {
  return Promise.reject(refusal('absent', 'UnknownOperationException'))
}

/** A state of the server, and how the check then stands. */
export interface Step {
  readonly when: string
  readonly expect: Status
  /** Brings the state about, on the server or on the stage. */
  readonly change?: (realm: Realm) => Promise<unknown>
  readonly stage?: Stage | ((realm: Realm) => Stage)
  /** What the verdict says. */
  readonly says?: RegExp
}

/** The states through which a check is led, so that its status becomes better and worse. */
export interface Flip {
  readonly check: Check
  readonly steps: readonly Step[]
}

/** Leads a check through its steps. */
export async function lead(realm: Realm, { check, steps }: Flip): Promise<void> {
  for (const step of steps) {
    await step.change?.(realm)
    const stage = typeof step.stage === 'function' ? step.stage(realm) : step.stage
    const result = await checked(realm, check, stage)
    assert.equal(result.status, step.expect, `${check.id}, ${step.when}: ${result.says}`)
    if (step.says !== undefined) assert.match(result.says, step.says)
  }
}

const order: readonly Status[] = ['pass', 'review', 'remediate']

/** Whether the status of a check goes both ways on its steps. */
export function goesBothWays({ steps }: Flip): boolean {
  const places = steps.map(({ expect }) => order.indexOf(expect))
  const moves = places.slice(1).map((place, index) => Math.sign(place - (places[index] ?? place)))
  return moves.includes(1) && moves.includes(-1)
}
