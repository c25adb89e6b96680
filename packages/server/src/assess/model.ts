import type { Evidence } from './evidence.ts'
import type { Inquiry } from './inquiry.ts'

/** How a check or control stands, from good to bad. What cannot be known is `review`. */
export type Status = 'pass' | 'review' | 'remediate'

/** From good to bad, so that the worst of several can be found. */
export const statuses: readonly Status[] = ['pass', 'review', 'remediate']

export function worst(all: readonly Status[]): Status {
  return statuses[Math.max(0, ...all.map((one) => statuses.indexOf(one)))] ?? 'review'
}

export interface Verdict {
  readonly status: Status
  /** What was found, in a sentence or two; names what is concerned. */
  readonly says: string
}

export function pass(says: string): Verdict {
  return { status: 'pass', says }
}

export function review(says: string): Verdict {
  return { status: 'review', says }
}

export function remediate(says: string): Verdict {
  return { status: 'remediate', says }
}

/** One thing that is looked at or tried. Several controls may rest on one check. */
export interface Check {
  readonly id: string
  readonly title: string
  /** Tries an attack against throw-away things; `--passive` leaves it out. */
  readonly active?: true
  /** Means something for an AWS account, where the API alone can be asked. */
  readonly aws?: true
  /** Runs after all others, because it looks at what they left. */
  readonly last?: true
  /** What to do when it does not pass: commands, or a line of prose that begins with `#`. */
  readonly remedy: readonly string[]
  /** Judges from what the inquiry answered, which is kept as evidence. May reject: the run tells what that means. */
  run(inquiry: Inquiry): Promise<Verdict>
}

export type Group = 'review' | 'need'

/** A row of the review table. */
export interface Control {
  readonly id: string
  /** Rows of a reviewer's table, or needs that an organisation states. */
  readonly group: Group
  readonly title: string
  /** What a reviewer asks. */
  readonly question: string
  /** What the documentation of the product says of it. */
  readonly material: string
  /** How each status is reached. */
  readonly reached: Readonly<Record<Status, string>>
  readonly checks: readonly Check[]
  readonly references: readonly string[]
}

/** A risk that somebody accepted until a day. It stays visible, and counts again after that day. */
export interface Waiver {
  /** Of a check, or of a control. */
  readonly id: string
  readonly reason: string
  /** `2027-03-31`; the day itself is included. */
  readonly until: string
}

export interface CheckResult {
  readonly id: string
  readonly title: string
  readonly active: boolean
  readonly status: Status
  readonly says: string
  readonly remedy: readonly string[]
  readonly evidence: readonly Evidence[]
  /** Of the check itself, and in force. */
  readonly waiver?: Waiver
}

export interface ControlResult {
  readonly id: string
  readonly group: Group
  readonly title: string
  readonly question: string
  readonly material: string
  readonly reached: Readonly<Record<Status, string>>
  readonly references: readonly string[]
  /** The worst of its checks, waived ones included. */
  readonly status: Status
  /** It, or every check of it that does not pass, is accepted for a time, so that it does not count. */
  readonly waived: boolean
  /** Ids of its checks that were made. */
  readonly checks: readonly string[]
}

/** What changed since an earlier report. */
export interface Change {
  /** Of a check. */
  readonly id: string
  readonly kind: 'better' | 'worse' | 'new' | 'gone'
  readonly before?: Status
  readonly after?: Status
}

export interface Report {
  readonly format: 'strongroom-assessment-1'
  /** A UUID. */
  readonly id: string
  readonly started: string
  readonly ended: string
  readonly tool: { readonly name: string; readonly version: string }
  readonly target: {
    readonly kind: 'strongroom' | 'aws'
    readonly endpoint: string
    readonly region: string
    readonly account: string
    /** Who asked, an ARN. */
    readonly assessor: string
    /** Attacks were left out. */
    readonly passive: boolean
  }
  readonly status: Status
  readonly controls: readonly ControlResult[]
  readonly checks: readonly CheckResult[]
  /** As given, expired ones included. */
  readonly waivers: readonly (Waiver & { readonly expired: boolean })[]
  readonly changes?: { readonly since: string; readonly list: readonly Change[] }
  /** What the active checks made and could not remove. */
  readonly leftBehind: readonly string[]
}
