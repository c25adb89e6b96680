import type { CloudTrailRecord } from '../../audit/index.ts'
import { limits, type Clock, type Job } from '../../base/index.ts'
import { StorageError, type Entry, type KvStore, type Write } from '../../storage/kv.ts'
import { alertEvent, type Memory } from '../events/index.ts'
import { needsAnswer, type Rule } from '../rules/index.ts'
import { alertOf, type Alert } from './alert.ts'
import type { AlertSource } from './ports.ts'
import { queueKey, stateKey, targetKey, type AlertRows, type State } from './rows.ts'
import { Repeats } from './repeats.ts'
import { StepMemory } from './step-memory.ts'
import { wantedText } from './wanted-text.ts'

export interface RaiseDeps {
  readonly store: KvStore
  readonly rows: AlertRows
  readonly source: AlertSource
  readonly rules: readonly Rule[]
  /** Names of the targets; without any, alerts are announced and not kept. */
  readonly targets: readonly string[]
  /** Told of each alert when it is kept. */
  readonly announce: (alert: Alert) => void
  readonly clock: Clock
}

/**
 * Reads the audit log and raises alerts. Alerts, what rules remember and the place in the log are of one commit, so
 * that none is lost and none is made twice, whatever happens and whoever else does the same.
 */
export function raiseJob(deps: RaiseDeps): Job {
  const wanted = wantedText(deps.rules)
  return {
    name: 'alerts',
    atStart: true,
    everyMs: limits.alertEveryMs,
    restFactor: 0,
    step: () => raise(deps, wanted),
  }
}

/** Up to where the log was read: behind it, alerts need nothing of the log. */
export async function alertCursor({
  store,
  rows,
  source,
}: Pick<RaiseDeps, 'store' | 'rows' | 'source'>): Promise<readonly string[]> {
  const entry = await store.get(stateKey)
  return entry === undefined ? source.start() : rows.openState(entry).cursor
}

async function raise(
  deps: RaiseDeps,
  wanted: ((record: string) => boolean) | undefined,
): Promise<'more' | 'done'> {
  const { store, rows, source, announce, clock } = deps
  const entry = await store.get(stateKey)
  if (entry === undefined) return 'done'
  const state = rows.openState(entry)
  const repeats = new Repeats(deps.rules)
  const page = await source.readNow(state.cursor, limits.alertRead, wanted, (facts) =>
    repeats.mayBe(facts),
  )
  const now = clock.now()
  // Nothing of what is shaped is ever answered.
  const waits = page.events.some(
    (event) =>
      !event.isShaped && needsAnswer(event.record) && now - event.at < limits.alertAnswerMs,
  )
  if (waits) return 'done'
  const memory = new StepMemory(store, rows)
  const alerts: Alert[] = []
  for (const event of page.events) {
    if (repeats.isOne(event)) continue
    const { record } = event
    alerts.push(...(await alertsOf(deps.rules, record, memory, now)))
  }
  const queued = await queue(deps, state, alerts)
  const next = { ...queued.state, cursor: page.cursor }
  if (JSON.stringify(next) === JSON.stringify(state)) return 'done'
  const outcome = await commit(deps, entry, [
    rows.row(stateKey, next),
    ...queued.writes,
    ...memory.writes(),
  ])
  if (outcome === 'conflict') return 'more'
  for (const alert of alerts) announce(alert)
  return page.more ? 'more' : 'done'
}

/** What all rules say of one event. */
export async function alertsOf(
  rules: readonly Rule[],
  record: CloudTrailRecord,
  memory: Memory,
  now: number,
): Promise<readonly Alert[]> {
  const event = alertEvent(record)
  const alerts: Alert[] = []
  for (const rule of rules) {
    const { eventNames } = rule.pattern
    if (eventNames !== undefined && !eventNames.has(record.eventName)) continue
    if (!rule.pattern.matches({ ...event })) continue
    const findings = await rule.judge(event, memory)
    findings.forEach((finding, number) => {
      alerts.push(alertOf(rule, finding, record, number, now))
    })
  }
  return alerts
}

/** Adds to the queue, and removes what every target has got and, if it is still too long, what is oldest. */
async function queue(
  { store, rows, targets }: RaiseDeps,
  state: State,
  alerts: readonly Alert[],
): Promise<{ state: State; writes: readonly Write[] }> {
  if (targets.length === 0 && state.first === state.next) return { state, writes: [] }
  const added = targets.length === 0 ? [] : alerts
  const next = state.next + added.length
  const entries = await store.getMany(targets.map(targetKey))
  const places = entries.map((each) =>
    each === undefined ? state.first : rows.openTarget(each).next,
  )
  const delivered = targets.length === 0 ? next : Math.min(...places)
  const wanted = Math.max(state.first, delivered, next - limits.alertQueue)
  const first = Math.min(wanted, state.first + limits.alertRead + added.length)
  const writes: Write[] = []
  for (let at = state.first; at < Math.min(first, state.next); at++) {
    writes.push({ key: queueKey(at), value: undefined })
  }
  added.forEach((alert, at) => {
    if (state.next + at >= first) writes.push(rows.row(queueKey(state.next + at), alert))
  })
  return { state: { ...state, first, next }, writes }
}

async function commit(
  { store }: RaiseDeps,
  { version }: Entry,
  writes: readonly Write[],
): Promise<'committed' | 'conflict'> {
  const result = await store.commit({ checks: [{ key: stateKey, version }], writes })
  if (result.outcome === 'committed' || result.outcome === 'conflict') return result.outcome
  throw new StorageError('io', `Raising alerts ended as ${result.outcome}`)
}
