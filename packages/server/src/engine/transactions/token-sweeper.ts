import type { Job } from '../../base/index.ts'
import { sweepTokens, type SweepDeps } from './token.ts'

const everyMs = 30_000
const tokensPerStep = 100

/** Forgets expired request tokens, a bounded number at a time. */
export function tokenSweepJob(deps: SweepDeps): Job {
  return {
    name: 'token sweep',
    atStart: false,
    everyMs,
    restFactor: 1,
    step: async () => ((await sweepTokens(deps, tokensPerStep)) ? 'more' : 'done'),
  }
}
