import { limits, type Job } from '../../base/index.ts'
import { extendChain, type ChainDeps } from './chain.ts'
import type { LogCursor } from './log-reader.ts'
import { trimBlock } from './trim.ts'

/** Chains what was added to the log. */
export function chainJob(deps: ChainDeps): Job {
  return {
    name: 'audit chain',
    atStart: true,
    everyMs: limits.auditChainEveryMs,
    restFactor: 1,
    async step() {
      let more = false
      for (let lane = 0; lane < deps.lanes; lane++) {
        more = (await extendChain(deps, lane)) || more
      }
      return more ? 'more' : 'done'
    },
  }
}

/** Removes what all readers have read, a block at a time. `cursors`: where each of them is. */
export function trimJob(deps: ChainDeps, cursors: () => Promise<readonly LogCursor[]>): Job {
  return {
    name: 'audit trim',
    atStart: false,
    everyMs: limits.auditTrimEveryMs,
    restFactor: 2,
    async step() {
      const read = await cursors()
      let more = false
      for (let lane = 0; lane < deps.lanes; lane++) {
        more = (await trimBlock(deps, lane, read)) || more
      }
      return more ? 'more' : 'done'
    },
  }
}
