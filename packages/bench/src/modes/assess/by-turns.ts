import { setTimeout as sleep } from 'node:timers/promises'
import type { Generator } from '../../load/generator.ts'
import type { Measurement } from '../../load/jobs.ts'
import type { Target } from '../../load/operations.ts'
import type { Options } from '../../options.ts'
import type { Command } from '../../servers/assessment.ts'
import type { ServerProcess } from '../../servers/server-process.ts'
import type { Beside } from './pairs.ts'

/** A part of the load, with all that was measured. */
export interface MeasuredStretch {
  readonly beside: Beside
  readonly measured: Measurement
}

/** One run of a command, beside one load from before its start until after its end. */
export interface Run {
  readonly stretches: readonly MeasuredStretch[]
  /** Without its pauses. */
  readonly activeSeconds: number
}

/** What is asked, for how long, and of whom. */
export interface Setting {
  readonly options: Options
  readonly generator: Generator
  readonly server: ServerProcess
  readonly target: Target
}

/**
 * Seconds after a command was stopped in which the server still does what it was asked to: requests under way are
 * answered, and records of audit are written together after a quarter of a second, then read, chained and compared.
 */
export const aftermathSeconds = 1.25

/**
 * GetItem while a command is started, stopped and continued by turns, until it ends, or has run for
 * `longestActiveSeconds`. A machine's speed drifts: each stretch with the command has a quiet one on either side, seconds away.
 */
export async function runByTurns(
  { options, generator, server, target }: Setting,
  start: () => Command,
  seed: number,
  longestActiveSeconds = Infinity,
): Promise<Run> {
  const { concurrency, warmSeconds } = options
  const { endpoint, pid } = server
  const pacing = { kind: 'closed', concurrency } as const
  const job = { kind: 'measure', endpoint, target, operation: 'GetItem', pacing, pid } as const
  const [phases, turns] = await Promise.all([
    generator.measurePhases({ ...job, warmSeconds, seed }),
    takeTurns(options, generator, start, longestActiveSeconds),
  ])
  if (phases.length !== turns.kinds.length) throw new Error('the load ended too early')
  const stretches = phases.map((measured, index) => ({
    beside: turns.kinds[index] ?? 'aftermath',
    measured,
  }))
  return { stretches, activeSeconds: turns.activeSeconds }
}

async function takeTurns(
  { seconds, warmSeconds }: Options,
  generator: Generator,
  start: () => Command,
  longestActiveSeconds: number,
): Promise<{ readonly kinds: readonly Beside[]; readonly activeSeconds: number }> {
  const kinds: Beside[] = ['nothing']
  const enter = (kind: Beside): void => {
    kinds.push(kind)
    generator.nextPhase(false)
  }
  // The first quiet stretch is longer: the load generator has connections to make before it.
  await sleep((warmSeconds + aftermathSeconds + seconds) * 1000)
  enter('command')
  const command = start()
  try {
    const ended = command.ended.then(() => true)
    let activeSeconds = 0
    for (;;) {
      const from = performance.now()
      const over = await Promise.race([ended, sleep(seconds * 1000, false)])
      if (!over) command.pause()
      activeSeconds += (performance.now() - from) / 1000
      enter('aftermath')
      await sleep(aftermathSeconds * 1000)
      enter('nothing')
      await sleep(seconds * 1000)
      if (over || activeSeconds >= longestActiveSeconds) {
        generator.nextPhase(true)
        return { kinds, activeSeconds }
      }
      enter('command')
      command.resume()
    }
  } finally {
    command.kill()
  }
}
