import type { Case, Tier } from './case.ts'

export interface Result {
  readonly id: string
  readonly tier: Tier
  readonly title: string
  readonly passed: boolean
  /** What was wrong; absent where the case passed. */
  readonly fault?: string
}

export interface RunOptions {
  /** Cases at once. Default: 8. */
  readonly concurrency?: number
  /** Milliseconds after which a case has failed. Default: 120,000. */
  readonly timeoutMs?: number
  /** Ids of cases that are not asked and have failed: they would end the endpoint. */
  readonly skip?: readonly string[]
}

/** Runs the cases, each to its end; results come in the order of the cases. */
export async function runCases<T>(
  cases: readonly Case<T>[],
  target: T,
  { concurrency = 8, timeoutMs = 120_000, skip = [] }: RunOptions = {},
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  async function worker(): Promise<void> {
    for (let at = next++; at < cases.length; at = next++) {
      const each = cases[at]
      if (each === undefined) continue
      const { id, tier, title } = each
      results[at] = skip.includes(id)
        ? { id, tier, title, passed: false, fault: 'not asked: it would end the endpoint' }
        : await runCase(each, target, timeoutMs)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return results
}

async function runCase<T>(each: Case<T>, target: T, timeoutMs: number): Promise<Result> {
  const { id, tier, title } = each
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not done after ${String(timeoutMs)} ms`))
    }, timeoutMs)
  })
  try {
    await Promise.race([each.run(target), late])
    return { id, tier, title, passed: true }
  } catch (error) {
    return { id, tier, title, passed: false, fault: faultOf(error) }
  } finally {
    clearTimeout(timer)
  }
}

function faultOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
