import { slot, type AlertEvent, type Finding } from '../events/index.ts'
import { limits } from '../../base/index.ts'
import { compilePattern } from '../pattern/index.ts'
import type { Rule } from './rule.ts'
import { countInWindow, type Windows } from './windows.ts'

const refusals = slot<Windows>('refusals')

/**
 * Denials, and requests of which nobody is known to have made them: bad signatures, unknown keys. Counted by principal
 * and by address, in windows.
 */
export const repeatedRefusals: Rule = {
  name: 'repeated-refusals',
  severity: 'high',
  description: 'one principal or address is refused again and again',
  pattern: compilePattern({
    detail: {
      errorCode: [{ exists: true }],
      $or: [
        { errorCode: ['AccessDenied', 'AccessDeniedException', 'VpceAccessDenied'] },
        { userIdentity: { type: ['Unknown'] } },
      ],
    },
  }),
  async judge(event, memory) {
    const { detail } = event
    const now = Date.parse(detail.eventTime)
    const findings: Finding[] = []
    const count = (key: string): Promise<number> =>
      countInWindow(memory, refusals, key, now, limits.alertRefusalWindowMs)
    for (const who of subjectsOf(event)) {
      if ((await count(who)) === limits.alertRefusals) findings.push(finding(event, who))
    }
    const left = detail.additionalEventData?.['suppressedEvents']
    if (typeof left === 'number' && (await count(`left out ${event.account}`)) === 1) {
      findings.push({
        message: `Requests are refused faster than refusals are recorded: ${String(left)} were left out before this one, of whatever origin`,
        details: { suppressedEvents: left },
      })
    }
    return findings
  },
}

function subjectsOf({ detail }: AlertEvent): readonly string[] {
  const address = `address ${detail.sourceIPAddress}`
  const { arn } = detail.userIdentity
  return arn === undefined ? [address] : [address, `principal ${arn}`]
}

function finding({ detail }: AlertEvent, who: string): Finding {
  const minutes = limits.alertRefusalWindowMs / 60_000
  return {
    message: `${String(limits.alertRefusals)} requests of ${who} were refused within ${String(minutes)} minutes, last ${detail.eventName} with ${detail.errorCode ?? ''}`,
    details: { subject: who, refusals: limits.alertRefusals },
  }
}
