import { createHash } from 'node:crypto'
import { limits, type Clock, type RowSealer } from '../../base/index.ts'
import type { Entry, KvReader, KvStore } from '../../storage/kv.ts'
import { chainKey, cursorKey, entryKeyAt, openSealedRow, sealedRow, stampOfEntry } from './rows.ts'

/** One link: some rows of a lane in their order, and the link before. */
export interface ChainBlock {
  readonly number: number
  /** Stamps: of the last row before, and of the last row of this block. */
  readonly after: number
  readonly to: number
  /** Milliseconds. */
  readonly at: number
  readonly bytes: number
  /** Of each row, a digest of key and value: 16 bytes in hexadecimal, one after the other. */
  readonly rows: string
  /** SHA-256 of the block before, hexadecimal; of the first, zeros. */
  readonly previous: string
}

/** How far a lane is chained. */
export interface ChainHead {
  readonly number: number
  readonly stamp: number
  readonly hash: string
  /** Of all rows that were ever chained. */
  readonly bytes: number
}

export interface ChainDeps {
  readonly store: KvStore
  readonly sealer: RowSealer
  readonly lanes: number
  readonly clock: Clock
}

/** What looking at the chain takes. */
export interface ReadDeps {
  readonly store: KvReader
  readonly sealer: RowSealer
}

const noHash = '0'.repeat(64)
export const digestCharacters = 32
const firstHead: ChainHead = { number: 0, stamp: 0, hash: noHash, bytes: 0 }

export async function readHead(
  { store, sealer }: ReadDeps,
  lane: number,
): Promise<{ head: ChainHead; version: number | 'absent' }> {
  const entry = await store.get(headKey(lane))
  if (entry === undefined) return { head: firstHead, version: 'absent' }
  return { head: openSealedRow(sealer, entry) as ChainHead, version: entry.version }
}

/** Adds one block for the rows of a lane that are new. True: there may be more. */
export async function extendChain(deps: ChainDeps, lane: number): Promise<boolean> {
  const { store, sealer, clock } = deps
  const { head, version } = await readHead(deps, lane)
  const read = await store.range({
    start: entryKeyAt(lane, head.stamp + 1),
    end: entryKeyAt(lane + 1, 0),
    limit: limits.auditChainRows,
    byteLimit: limits.auditReadBytes,
  })
  const bytes = read.reduce((sum, { value }) => sum + value.length, 0)
  const cut = read.length >= limits.auditChainRows || bytes >= limits.auditReadBytes
  const rows = wholeCommits(read, cut)
  const last = rows.at(-1)
  if (last === undefined) return false
  const block: ChainBlock = {
    number: head.number + 1,
    after: head.stamp,
    to: stampOfEntry(last.key),
    at: clock.now(),
    bytes: rows.reduce((sum, { key, value }) => sum + key.length + value.length, 0),
    rows: rows.map(rowDigest).join(''),
    previous: head.hash,
  }
  const next: ChainHead = {
    number: block.number,
    stamp: block.to,
    hash: blockHash(block),
    bytes: head.bytes + block.bytes,
  }
  const result = await store.commit({
    checks: [{ key: headKey(lane), version }],
    writes: [
      sealedRow(sealer, chainKey(lane, block.number), block),
      sealedRow(sealer, headKey(lane), next),
    ],
    aside: true,
  })
  return result.outcome === 'committed' && rows.length > limits.auditChainRows / 2
}

export function blockHash(block: ChainBlock): string {
  return createHash('sha256').update(JSON.stringify(block)).digest('hex')
}

export function rowDigest({ key, value }: Entry): string {
  const hash = createHash('sha256').update(Buffer.of(key.length)).update(key).update(value)
  return hash.digest('hex').slice(0, digestCharacters)
}

/** Without the last commit, if the page may have cut it. */
function wholeCommits(rows: readonly Entry[], cut: boolean): readonly Entry[] {
  const last = rows.at(-1)
  if (!cut || last === undefined) return rows
  const stamp = stampOfEntry(last.key)
  const whole = rows.filter(({ key }) => stampOfEntry(key) !== stamp)
  return whole.length === 0 ? rows : whole
}

function headKey(lane: number): Buffer {
  return cursorKey(`chain ${String(lane)}`)
}
