import type { Memory, Slot } from '../events/index.ts'
import { limits } from '../../base/index.ts'

/** How often something happened since when, by what it happened to. */
export type Windows = Readonly<Record<string, readonly [since: number, count: number]>>

/**
 * Counts once more for `key`, in windows that begin with the first time. Returns the count. When there are more keys
 * than are kept, the one whose window began first is forgotten.
 */
export async function countInWindow(
  memory: Memory,
  slot: Slot<Windows>,
  key: string,
  now: number,
  windowMs: number,
): Promise<number> {
  const known = (await memory.get(slot, '')) ?? {}
  const open = Object.entries(known).filter(([, [since]]) => now - since < windowMs)
  const [since, count] = open.find(([name]) => name === key)?.[1] ?? [now, 0]
  const others = open.filter(([name]) => name !== key)
  const most = limits.alertWindows - 1
  const kept = others.toSorted(([, [a]], [, [b]]) => b - a).slice(0, most)
  memory.put(slot, '', { ...Object.fromEntries(kept), [key]: [since, count + 1] })
  return count + 1
}
