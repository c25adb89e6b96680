import type { Policy } from '../policy.ts'

const start = { line: 1, column: 1 }

/** Allows everything to everyone: what is around the policies that are compared, so that they alone decide. */
export const anything: Policy = {
  kind: 'resource',
  version: '2012-10-17',
  statements: [
    {
      effect: 'Allow',
      principals: { negated: false, entries: [{ type: 'everyone' }] },
      actions: { negated: false, entries: ['*'] },
      resources: { negated: false, entries: ['*'] },
      conditions: [],
      start,
      end: start,
    },
  ],
}
