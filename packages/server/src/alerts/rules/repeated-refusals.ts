import { isIPv6 } from 'node:net'
import { slot, type AlertEvent, type Finding, type Memory } from '../events/index.ts'
import { limits } from '../../base/index.ts'
import { compilePattern } from '../pattern/index.ts'
import type { Rule } from './rule.ts'
import { countInWindow, isBurst, type Bursts, type Windows } from './windows.ts'

/** Apart, so that a flood of one kind does not hide another. */
const refusals = {
  address: slot<Bursts>('refused addresses'),
  principal: slot<Bursts>('refused principals'),
  'access key': slot<Bursts>('refused keys'),
}
const leftOut = slot<Windows>('refusals left out')

/**
 * Denials, and requests of which nobody is known to have made them: bad signatures, unknown keys. Counted by principal,
 * by the access key that such a request names, and by address; sessions of a role are one principal, and the addresses of
 * an IPv6 network one address, since whoever has one has them all.
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
    for (const [kind, name] of subjectsOf(event)) {
      const window = { windowMs: limits.alertRefusalWindowMs, most: limits.alertRefusals }
      if (await isBurst(memory, refusals[kind], name, now, window)) {
        findings.push(finding(event, `${kind} ${name}`))
      }
    }
    const left = detail.additionalEventData?.['suppressedEvents']
    if (typeof left === 'number' && (await isFirst(memory, event.account, now))) {
      findings.push({
        message: `Requests are refused faster than refusals are recorded: ${String(left)} were left out before this one, of whatever origin`,
        details: { suppressedEvents: left },
      })
    }
    return findings
  },
}

async function isFirst(memory: Memory, account: string, now: number): Promise<boolean> {
  return (await countInWindow(memory, leftOut, account, now, limits.alertRefusalWindowMs)) === 1
}

function subjectsOf({ detail }: AlertEvent): readonly (readonly [keyof typeof refusals, string])[] {
  const { userIdentity, sourceIPAddress } = detail
  const { arn, accessKeyId, sessionContext } = userIdentity
  const principal = sessionContext?.sessionIssuer?.arn ?? arn
  return [
    ['address', networkOf(sourceIPAddress)],
    ...(principal === undefined ? [] : [['principal', principal] as const]),
    ...(principal === undefined && accessKeyId !== undefined
      ? [['access key', accessKeyId] as const]
      : []),
  ]
}

/** Of an IPv6 address its network of 64 bits; anything else as it is. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('::')
  const parts = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: 8 - parts.length - after.length }, () => '0')
  const network = [...parts, ...zeros, ...after].slice(0, 4)
  return `${network.map((part) => part.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

function finding({ detail }: AlertEvent, who: string): Finding {
  const minutes = limits.alertRefusalWindowMs / 60_000
  return {
    message: `${String(limits.alertRefusals)} requests of ${who} were refused within ${String(minutes)} minutes, last ${detail.eventName} with ${detail.errorCode ?? ''}`,
    details: { subject: who, refusals: limits.alertRefusals },
  }
}
