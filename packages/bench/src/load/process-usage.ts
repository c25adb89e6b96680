import { readFileSync, readdirSync } from 'node:fs'

/** What a process and its children have used and hold. */
export interface Usage {
  /** Seconds of processor time, in user code and in the kernel. */
  readonly cpuSeconds: number
  /** Resident bytes. Pages that processes share count for each of them. */
  readonly residentBytes: number
}

/** Of Linux, on every machine that Node runs on: USER_HZ and the usual page. */
const ticksPerSecond = 100
const pageBytes = 4096

/** Undefined where the system has no /proc, or the process has ended. */
export function usageOf(pid: number): Usage | undefined {
  try {
    return sumOf(pid)
  } catch {
    return undefined
  }
}

function sumOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
  // The name, in parentheses, may hold anything: fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime, stime, and those of children that have ended and were waited for.
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
  let cpuSeconds = ticks / ticksPerSecond
  let residentBytes = Number(fields[21]) * pageBytes
  for (const child of childrenOf(pid)) {
    const usage = sumOf(child)
    cpuSeconds += usage.cpuSeconds
    residentBytes += usage.residentBytes
  }
  return { cpuSeconds, residentBytes }
}

function childrenOf(pid: number): number[] {
  const tasks = `/proc/${String(pid)}/task`
  return readdirSync(tasks).flatMap((task) =>
    readFileSync(`${tasks}/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  )
}

/** Seconds of processor time of all threads of a process, to the nanosecond. Throws where there is no /proc. */
export function processorSeconds(pid: number): number {
  const tasks = `/proc/${String(pid)}/task`
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'latin1').split(' ')[0]),
  )
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9
}

/** Seconds of processor time of the children of this process that have ended. Throws where there is no /proc. */
export function endedChildrenSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond
}
