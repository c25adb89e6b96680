import type { Measurement } from '../../load/jobs.ts'

/** What goes on beside the load: nothing, the command, or what the command left behind when it was stopped. */
export type Beside = 'nothing' | 'command' | 'aftermath'

/** A part of one long load. */
export interface Stretch {
  readonly beside: Beside
  readonly measured: Pick<Measurement, 'perSecond' | 'cpuMicros' | 'seconds'>
}

/** A stretch with the command, compared with the quiet ones before and after it. */
export interface Pair {
  /** Seconds in which the command had run when it began. */
  readonly activeBefore: number
  /**
   * Logarithm of the throughput by that of the quiet stretches. Not its share: the noise of a divisor would make a
   * command look as if it took less.
   */
  readonly logRatio: number
  /** The same of the aftermath. */
  readonly logRatioAfter: number
  /** Processor time of the server for each request beyond that of the quiet stretches, in microseconds. */
  readonly moreMicros: number | undefined
}

/** A stretch and the second in the run that is its middle. */
interface Placed extends Stretch {
  readonly middle: number
}

/** The pairs of a run of which all stretches are as long as `shortest` seconds, the aftermath excepted. */
export function pairsOf(stretches: readonly Stretch[], shortest: number): Pair[] {
  const placed = inTime(stretches)
  const pairs: Pair[] = []
  let active = 0
  placed.forEach((stretch, index) => {
    if (stretch.beside !== 'command') return
    const activeBefore = active
    active += stretch.measured.seconds
    const [before, after, quiet] = [placed[index - 1], placed[index + 1], placed[index + 2]]
    if (before?.beside !== 'nothing' || after?.beside !== 'aftermath') return
    if (quiet?.beside !== 'nothing') return
    if ([before, stretch, quiet].some(({ measured }) => measured.seconds < shortest)) return
    pairs.push({
      activeBefore,
      logRatio: beyond(before, stretch, quiet, ({ perSecond }) => Math.log(perSecond)),
      logRatioAfter: beyond(before, after, quiet, ({ perSecond }) => Math.log(perSecond)),
      moreMicros: moreMicros(before, stretch, quiet),
    })
  })
  return pairs
}

function inTime(stretches: readonly Stretch[]): Placed[] {
  let end = 0
  return stretches.map((stretch) => {
    end += stretch.measured.seconds
    return { ...stretch, middle: end - stretch.measured.seconds / 2 }
  })
}

/** How much more a value is than on the straight line from the quiet stretch before to that after it. */
function beyond(
  before: Placed,
  stretch: Placed,
  after: Placed,
  value: (measured: Stretch['measured']) => number,
): number {
  const way = (stretch.middle - before.middle) / (after.middle - before.middle)
  const quiet = (1 - way) * value(before.measured) + way * value(after.measured)
  return value(stretch.measured) - quiet
}

function moreMicros(before: Placed, stretch: Placed, after: Placed): number | undefined {
  const known = [before, stretch, after].every(({ measured }) => measured.cpuMicros !== undefined)
  return known ? beyond(before, stretch, after, ({ cpuMicros }) => cpuMicros ?? NaN) : undefined
}
