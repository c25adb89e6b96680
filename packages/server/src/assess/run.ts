import { assert, limits, type Clock, type Random } from '../base/index.ts'
import { portOf } from './asking/host.ts'
import { pacedApi } from './asking/paced-api.ts'
import type { Api, Host, Wire } from './asking/ports.ts'
import { refusalOf, Refusal } from './asking/refusal.ts'
import { ServerLoad } from './asking/server-load.ts'
import { compare } from './baseline.ts'
import { controls as allControls } from './controls/index.ts'
import { Notebook } from './evidence.ts'
import { Inquiry, type Means, type Target } from './inquiry.ts'
import {
  remediate,
  review,
  worst,
  type Check,
  type CheckResult,
  type Control,
  type ControlResult,
  type Report,
  type Verdict,
  type Waiver,
} from './model.ts'
import { Workshop } from './probe/workshop.ts'
import { isExpired, waiverOf } from './waivers.ts'

export interface AssessOptions {
  readonly target: Omit<Target, 'account' | 'assessor'>
  readonly api: Api
  readonly wire: Wire
  readonly host: Host
  readonly clock: Clock
  readonly random: Random
  readonly tool: { readonly name: string; readonly version: string }
  /** Leave out the checks that try attacks. */
  readonly passive: boolean
  readonly waivers: readonly Waiver[]
  /** An earlier report to compare with. */
  readonly baseline?: Report
  /** Values that no report may hold. */
  readonly secrets?: readonly string[]
  readonly signal?: AbortSignal
  /** Default: those of the product. */
  readonly controls?: readonly Control[]
  readonly sleep: (ms: number) => Promise<void>
  /** Told before each check. */
  progress?(check: Check): void
}

/** Makes every check, and the report. Rejects with a Refusal when the target cannot be asked at all. */
export async function assess(options: AssessOptions): Promise<Report> {
  const { clock, random, passive } = options
  const api = await paced(options)
  const started = clock.now()
  const notebook = new Notebook(clock)
  for (const secret of options.secrets ?? []) notebook.keepSecret(secret)
  const { output: identity } = await api.send('sts:GetCallerIdentity', {})
  const target: Target = {
    ...options.target,
    account: identity.Account ?? '',
    assessor: identity.Arn ?? '',
  }
  const workshop = new Workshop({ api, clock, random, notebook, sleep: options.sleep })
  const means: Means = {
    target,
    api,
    wire: options.wire,
    host: options.host,
    clock,
    random,
    notebook,
    workshop,
    known: new Map(),
    attacks: [],
    signal: options.signal ?? new AbortController().signal,
    sleep: options.sleep,
  }
  const controls = options.controls ?? allControls
  const wanted = checksOf(controls).filter(
    (check) =>
      !(check.active === true && passive) && (target.kind === 'strongroom' || check.aws === true),
  )
  const verdicts = new Map<string, CheckResult>()
  let leftBehind: readonly string[] = []
  try {
    for (const check of inOrder(wanted)) {
      options.progress?.(check)
      const verdict = await make(check, means)
      const waiver = waiverOf(check.id, options.waivers, started)
      verdicts.set(check.id, waiver === undefined ? verdict : { ...verdict, waiver })
    }
  } finally {
    leftBehind = await workshop.close()
  }
  const checks = wanted.flatMap(({ id }) => verdicts.get(id) ?? [])
  const results = controls.map((control) => {
    const accepted = waiverOf(control.id, options.waivers, started) !== undefined
    return resultOf(control, verdicts, accepted)
  })
  const { baseline } = options
  return {
    format: 'strongroom-assessment-1',
    id: random.uuid(),
    started: new Date(started).toISOString(),
    ended: new Date(clock.now()).toISOString(),
    tool: options.tool,
    target: {
      kind: target.kind,
      endpoint: target.endpoint,
      region: target.region,
      account: target.account,
      assessor: target.assessor,
      passive,
    },
    status: worst(results.filter(({ waived }) => !waived).map(({ status }) => status)),
    controls: results,
    checks,
    waivers: options.waivers.map((one) => ({ ...one, expired: isExpired(one, started) })),
    ...(baseline === undefined
      ? {}
      : { changes: { since: baseline.started, list: compare(baseline, checks) } }),
    leftBehind: leftBehind.map((one) => notebook.clean(one)),
  }
}

/** The API, asked at the pace of an assessment. */
async function paced({ api, host, target, clock, sleep, passive }: AssessOptions): Promise<Api> {
  const pace = {
    calmInterval: passive ? limits.assessCalmIntervalMs : limits.assessCalmAttackIntervalMs,
    interval: passive ? limits.assessIntervalMs : limits.assessAttackIntervalMs,
    busyInterval: passive ? limits.assessBusyIntervalMs : limits.assessBusyAttackIntervalMs,
    calmShare: limits.assessCalmShare,
    promptAnswer: limits.assessPromptAnswerMs,
    restFactor: limits.assessRestFactor,
    longestRest: limits.assessLongestRestMs,
  }
  const load = new ServerLoad(host, portOf(target.endpoint), clock, limits.assessLoadWindowMs)
  const serverShare = (): Promise<number | undefined> => load.share()
  // The first look tells only what there was before: the next one tells how busy the server is.
  await serverShare()
  return pacedApi(api, { pace, clock, sleep, serverShare })
}

/** Each once, in the order in which the controls name them. */
export function checksOf(controls: readonly Control[]): readonly Check[] {
  return [...new Set(controls.flatMap(({ checks }) => checks))]
}

/** Attacks come after what looks at the server as it is, and what looks at the attacks comes last. */
function inOrder(checks: readonly Check[]): readonly Check[] {
  const place = ({ active, last }: Check): number => (last === true ? 2 : active === true ? 1 : 0)
  return checks.toSorted((left, right) => place(left) - place(right))
}

async function make(check: Check, means: Means): Promise<CheckResult> {
  const inquiry = new Inquiry(means)
  let verdict: Verdict
  try {
    verdict = await check.run(inquiry)
  } catch (error) {
    means.signal.throwIfAborted()
    // What is no Refusal is a bug of the check, and no status can come from it.
    if (!(error instanceof Refusal) && !isFromClient(error)) throw error
    verdict = verdictOf(refusalOf(error), inquiry.evidence.at(-1)?.asked)
  }
  // Only unknown may be said without having seen something.
  assert(
    verdict.status === 'review' || inquiry.evidence.length > 0,
    'a status comes from evidence alone',
  )
  return {
    id: check.id,
    title: check.title,
    active: check.active === true,
    status: verdict.status,
    says: means.notebook.clean(verdict.says),
    remedy: check.remedy,
    evidence: inquiry.evidence,
  }
}

function isFromClient(error: unknown): boolean {
  return typeof error === 'object' && error !== null && '$metadata' in error
}

/** What a refusal means that a check did not expect. */
function verdictOf(refusal: Refusal, asked = ''): Verdict {
  const operation = /^\w+:\w+/.exec(asked)?.[0] ?? 'the service'
  switch (refusal.kind) {
    case 'absent':
      return remediate(`not implemented: ${operation} is answered by ${refusal.code}`)
    case 'denied':
      return review(`the assessor may not ask this: ${refusal.message}`)
    case 'refused':
    case 'unreachable':
      return review(`no answer to judge by: ${refusal.shown()}`)
  }
}

function resultOf(
  control: Control,
  verdicts: ReadonlyMap<string, CheckResult>,
  accepted: boolean,
): ControlResult {
  const made = control.checks.flatMap(({ id }) => verdicts.get(id) ?? [])
  const open = made.filter(({ status }) => status !== 'pass')
  // Where nothing was looked at, nothing is known.
  const status = made.length === 0 ? 'review' : worst(made.map((one) => one.status))
  return {
    id: control.id,
    group: control.group,
    title: control.title,
    question: control.question,
    material: control.material,
    reached: control.reached,
    references: control.references,
    status,
    waived:
      status !== 'pass' &&
      (accepted || (open.length > 0 && open.every(({ waiver }) => waiver !== undefined))),
    checks: made.map(({ id }) => id),
  }
}
