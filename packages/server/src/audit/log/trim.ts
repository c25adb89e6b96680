import { limits } from '../../base/index.ts'
import type { Entry, Write } from '../../storage/kv.ts'
import { blockHash, readHead, type ChainBlock, type ChainDeps, type ReadDeps } from './chain.ts'
import { failuresOf } from './failures.ts'
import type { KeptEvent } from './kept-event.ts'
import type { LogCursor } from './log-reader.ts'
import {
  answerKey,
  chainKey,
  cursorKey,
  entryKeyAt,
  openEntryRow,
  openSealedRow,
  sealedRow,
} from './rows.ts'

/** Up to where the rows of a lane were removed, once everybody had read them. */
export interface Trimmed {
  /** Of the last block that was removed, and its hash. */
  readonly number: number
  readonly stamp: number
  readonly hash: string
  /** Of all rows that were ever removed. */
  readonly bytes: number
}

const nothingTrimmed: Trimmed = { number: 0, stamp: 0, hash: '0'.repeat(64), bytes: 0 }

export async function readTrimmed({ store, sealer }: ReadDeps, lane: number): Promise<Trimmed> {
  const entry = await store.get(trimmedKey(lane))
  return entry === undefined ? nothingTrimmed : (openSealedRow(sealer, entry) as Trimmed)
}

/**
 * Removes the oldest block of a lane with its rows and answers, if every reader is past it, and it is old
 * enough or the log has become large. True: there may be another.
 */
export async function trimBlock(
  deps: ChainDeps,
  lane: number,
  cursors: readonly LogCursor[],
  largeBytes = limits.auditLogBytes / 4,
): Promise<boolean> {
  const { store, sealer, clock } = deps
  const trimmed = await readTrimmed(deps, lane)
  const entry = await store.get(chainKey(lane, trimmed.number + 1))
  if (entry === undefined) return false
  const block = openSealedRow(sealer, entry) as ChainBlock
  const read = Math.min(...cursors.map((cursor) => Number(cursor[lane] ?? 0)))
  const old = clock.now() - block.at >= limits.auditKeepMs
  if (block.to > read || !(old || (await kept(deps, lane, trimmed)) > largeBytes / deps.lanes))
    return false
  const rows = await store.range({
    start: entryKeyAt(lane, trimmed.stamp + 1),
    end: entryKeyAt(lane, block.to + 1),
    limit: 2 * limits.auditChainRows,
  })
  const removed = (key: Buffer): Write => ({ key, value: undefined })
  const events = rows.flatMap((row) => eventsOf(deps, row))
  const answers = [
    ...events
      .filter(({ shape }) => shape === undefined)
      .map(({ eventId }) => removed(answerKey(eventId))),
    ...(await failuresOf(store, events.filter(mayHaveFailed))).map(({ key }) => removed(key)),
  ]
  const next: Trimmed = {
    number: block.number,
    stamp: block.to,
    hash: blockHash(block),
    bytes: trimmed.bytes + block.bytes,
  }
  const result = await store.commit({
    checks: [{ key: entry.key, version: entry.version }],
    writes: [
      ...rows.map(({ key }) => removed(key)),
      ...answers,
      removed(entry.key),
      sealedRow(sealer, trimmedKey(lane), next),
    ],
    aside: true,
  })
  return result.outcome === 'committed'
}

/** Bytes of a lane that are kept. Nobody shall fill the log by many requests, and so keep others out. */
async function kept(deps: ChainDeps, lane: number, { bytes }: Trimmed): Promise<number> {
  const { head } = await readHead(deps, lane)
  return head.bytes - bytes
}

function mayHaveFailed({ shape }: KeptEvent): boolean {
  return shape?.includes('"readOnly":false') === true
}

/** Of a damaged row, which the chain tells of, the answers stay. */
function eventsOf({ sealer }: ChainDeps, row: Entry): KeptEvent[] {
  try {
    return openEntryRow(sealer, row)
  } catch {
    return []
  }
}

function trimmedKey(lane: number): Buffer {
  return cursorKey(`trimmed ${String(lane)}`)
}
