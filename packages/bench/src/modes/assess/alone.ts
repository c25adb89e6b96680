import { setTimeout as sleep } from 'node:timers/promises'
import { processorSeconds } from '../../load/process-usage.ts'
import { startAssessment, type Assessed } from '../../servers/assessment.ts'
import type { ServerProcess } from '../../servers/server-process.ts'

/** An assessment of a server that nobody else asks. */
export interface Alone extends Assessed {
  readonly passive: boolean
  /** Processor time of the server, less what it takes without requests. */
  readonly serverSeconds: number
}

const idleMs = 2000
const restMs = 5000

/** Runs each kind of assessment, named as whether it is the passive one, `rounds` times. */
export async function measureAlone(
  passives: readonly boolean[],
  rounds: number,
  server: ServerProcess,
  folder: string,
): Promise<Alone[]> {
  // What was made for the assessment is written to its place meanwhile.
  await sleep(restMs)
  const idleFrom = processorSeconds(server.pid)
  await sleep(idleMs)
  const idle = (processorSeconds(server.pid) - idleFrom) / (idleMs / 1000)
  const runs: Alone[] = []
  for (let round = 0; round < rounds; round++) {
    for (const passive of passives) {
      const before = processorSeconds(server.pid)
      const assessed = await startAssessment(server.endpoint, folder, passive).ended
      const used = processorSeconds(server.pid) - before
      runs.push({ ...assessed, passive, serverSeconds: used - idle * assessed.wallSeconds })
    }
  }
  return runs
}
