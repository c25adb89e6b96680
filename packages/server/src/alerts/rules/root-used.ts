import { slot } from '../events/index.ts'
import { limits } from '../../base/index.ts'
import { compilePattern } from '../pattern/index.ts'
import type { Rule } from './rule.ts'
import { countInWindow, type Windows } from './windows.ts'

const uses = slot<Windows>('root uses')

/** Told once in a while for each key and address, since whoever works as root makes many requests. */
export const rootUsed: Rule = {
  name: 'root-used',
  severity: 'medium',
  description: 'credentials of the root were used',
  pattern: compilePattern({
    detail: { userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] } },
  }),
  async judge({ detail, account }, memory) {
    const { accessKeyId = '' } = detail.userIdentity
    const key = `${account} ${accessKeyId} ${detail.sourceIPAddress}`
    const now = Date.parse(detail.eventTime)
    const count = await countInWindow(memory, uses, key, now, limits.alertRootWindowMs)
    if (count > 1) return []
    const minutes = limits.alertRootWindowMs / 60_000
    return [
      {
        message: `Root credentials (${accessKeyId}) are used from ${detail.sourceIPAddress}, first for ${detail.eventName}; further uses from there are not told for ${String(minutes)} minutes`,
      },
    ]
  },
}
