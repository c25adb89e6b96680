import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Lets everybody else go first where they want the same processor. Linux has a priority for each thread, and those
 * that compile and collect are there before any code runs; threads that are made later take it from their maker.
 */
export function stepBack(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW)
    } catch {
      // Where that is not permitted, or the thread has ended, it is as others are.
    }
  }
}

function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return [process.pid]
  }
}
