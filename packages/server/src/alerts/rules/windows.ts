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
  const own = known[key]
  if (own !== undefined && now - own[0] < windowMs) {
    memory.put(slot, '', { ...known, [key]: [own[0], own[1] + 1] })
    return own[1] + 1
  }
  const others = Object.entries(known).filter(
    ([name, [since]]) => name !== key && now - since < windowMs,
  )
  const most = limits.alertWindows - 1
  const kept = others.toSorted(([, [a]], [, [b]]) => b - a).slice(0, most)
  memory.put(slot, '', { ...Object.fromEntries(kept), [key]: [now, 1] })
  return 1
}

/** When something happened lately, in milliseconds, and when that was told; by what it happened to. */
export type Bursts = Readonly<Record<string, Burst>>

interface Burst {
  readonly times: readonly number[]
  readonly told?: number | undefined
}

/**
 * Notes that something happened to `key`. True if that was `most` times within the window, wherever it begins, and was
 * not told within it. When there are more keys than are kept, those to which it happened least often are forgotten
 * first, so that many others do not hide the one.
 */
export async function isBurst(
  memory: Memory,
  slot: Slot<Bursts>,
  key: string,
  now: number,
  { windowMs, most }: { readonly windowMs: number; readonly most: number },
): Promise<boolean> {
  const isLate = (at: number): boolean => now - at < windowMs
  const known = (await memory.get(slot, '')) ?? {}
  const own = known[key]
  const times = [...(own?.times ?? []).filter(isLate), now].slice(-most)
  const toldLate = own?.told !== undefined && isLate(own.told) ? own.told : undefined
  const isTold = toldLate === undefined && times.length === most
  const bursts = { ...known, [key]: { times, told: isTold ? now : toldLate } }
  memory.put(slot, '', bounded(bursts, key, isLate, most))
  return isTold
}

/** Forgets one where there is one too many, and not `key`: since one comes at a time, one goes. */
function bounded(
  bursts: Bursts,
  key: string,
  isLate: (at: number) => boolean,
  most: number,
): Bursts {
  const names = Object.keys(bursts)
  if (names.length <= limits.alertWindows) return bursts
  const weight = (name: string): number => {
    const { times = [], told } = bursts[name] ?? {}
    return told !== undefined && isLate(told) ? most : times.filter(isLate).length
  }
  let [least, lightest] = ['', Infinity]
  for (const name of names) {
    const own = name === key ? Infinity : weight(name)
    if (own < lightest) [least, lightest] = [name, own]
  }
  return Object.fromEntries(Object.entries(bursts).filter(([name]) => name !== least))
}
