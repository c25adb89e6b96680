/** The process that makes the load, so that what it costs is not the server's. One job at a time. */
import { Chance } from './data.ts'
import { once, EventEmitter } from 'node:events'
import type { Job, JobResult, Measurement, NextPhase } from './jobs.ts'
import { batchOfPuts, operations, wireTarget } from './operations.ts'
import { closedLoop, openLoop, type Load } from './pacing.ts'
import { presigned } from './presigned.ts'
import { usageOf } from './process-usage.ts'
import type { Response } from './response-reader.ts'
import { Signer } from './signer.ts'
import { errorType, Tally } from './tally.ts'

const batchSize = 25
const loadingConnections = 8

type JobOf<Kind> = Extract<Job, { readonly kind: Kind }>

/** Emits `next-phase` with what was told. */
const told = new EventEmitter()

async function run(job: Job): Promise<readonly Measurement[]> {
  switch (job.kind) {
    case 'load':
      await loadItems(job)
      return []
    case 'requests':
      await sendRequests(job)
      return []
    case 'measure':
      return measure(job)
  }
}

/** Puts every item of the target. Anything but success ends it. */
async function loadItems({ endpoint, target }: JobOf<'load'>): Promise<void> {
  const signer = new Signer(endpoint)
  const chance = new Chance(1)
  let next = 0
  await closedLoop(
    {
      endpoint,
      goesOn: () => next < target.items,
      next: () => {
        const count = Math.min(batchSize, target.items - next)
        const numbers = Array.from({ length: count }, (_, index) => next + index)
        next += count
        return signer.request(
          wireTarget('BatchWriteItem'),
          batchOfPuts(target.table, numbers, chance),
        )
      },
      answered: (response) => {
        const complete = operations.BatchWriteItem.expected.test(response.body.toString('latin1'))
        if (!complete) giveUp(`loading: ${response.body.toString('latin1', 0, 300)}`)
      },
      failed: (error) => giveUp(`loading: ${error.message}`),
    },
    loadingConnections,
  )
}

async function sendRequests(job: JobOf<'requests'>): Promise<void> {
  const { endpoint, target } = job
  const signer = new Signer(endpoint)
  const chance = new Chance(job.seed)
  let sent = 0
  await closedLoop(
    {
      endpoint,
      goesOn: () => sent < job.count,
      next: () => {
        const operation = operations[job.operations[sent++ % job.operations.length] ?? 'GetItem']
        return signer.request(wireTarget(operation.wireName), operation.body(target, chance))
      },
      answered: (response) => {
        if (response.status !== 200) giveUp(errorType(response))
      },
      failed: (error) => giveUp(error.message),
    },
    job.concurrency,
  )
}

/** Warms up, then measures each phase: throughput, latencies and what the server used. */
async function measure(job: JobOf<'measure'>): Promise<readonly Measurement[]> {
  const { endpoint, target, pacing } = job
  const operation = operations[job.operation]
  const wire = wireTarget(operation.wireName)
  const signer = new Signer(endpoint)
  const chance = new Chance(job.seed)
  /** Of the phase that is going on; none while nothing is measured. */
  let tally: Tally | undefined
  let over = false

  const load: Load = {
    endpoint,
    goesOn: () => !over,
    next: presigned(() => signer.request(wire, operation.body(target, chance))),
    answered: (response: Response, milliseconds) => tally?.add(response, milliseconds),
    failed: (error) => tally?.addError(error.message),
  }
  const running =
    pacing.kind === 'closed'
      ? closedLoop(load, pacing.concurrency)
      : openLoop(load, pacing.perSecond)

  await Promise.race([running, sleep(job.warmSeconds)])
  const phases: (() => Measurement)[] = []
  for (let last = false; !last;) {
    tally = new Tally()
    const end = startPhase(job.pid, tally)
    last = await Promise.race([running.then(() => true), endOfPhase(job.seconds)])
    phases.push(end())
  }
  // What is still under way when an open loop ends is counted: it is the slowest.
  if (pacing.kind === 'closed') tally = undefined
  over = true
  await running
  return phases.map((finish) => finish())
}

/** Resolves to whether no phase comes after it. */
async function endOfPhase(seconds: number | undefined): Promise<boolean> {
  if (seconds === undefined) {
    const [{ last }] = (await once(told, 'next-phase')) as [NextPhase]
    return last
  }
  await sleep(seconds)
  return true
}

/** Returns what ends the phase, and returns what tells of it, with the latencies until then. */
function startPhase(pid: number, tally: Tally): () => () => Measurement {
  const before = usageOf(pid)
  const ownBefore = process.cpuUsage()
  const startedAt = performance.now()
  return () => {
    const seconds = (performance.now() - startedAt) / 1000
    const requests = tally.count
    const after = usageOf(pid)
    const own = process.cpuUsage(ownBefore)
    const cpuSeconds = before && after && after.cpuSeconds - before.cpuSeconds
    return () => ({
      requests,
      seconds,
      perSecond: requests / seconds,
      latencies: tally.latencies(),
      errors: tally.errors,
      cpuMicros: cpuSeconds && (cpuSeconds * 1e6) / requests,
      generatorMicros: (own.user + own.system) / requests,
      residentBytes: after?.residentBytes,
    })
  }
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

/** The parent takes the first answer to a job and then ends this process. */
function giveUp(reason: string): void {
  tell({ ok: false, reason })
}

function tell(result: JobResult): void {
  process.send?.(result)
}

process.on('message', (job: Job | NextPhase) => {
  if (job.kind === 'next-phase') {
    told.emit(job.kind, job)
    return
  }
  run(job).then(
    (measurements) => tell({ ok: true, measurements }),
    (error: unknown) => tell({ ok: false, reason: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
