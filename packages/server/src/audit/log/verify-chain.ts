import { limits } from '../../base/index.ts'
import type { Entry } from '../../storage/kv.ts'
import {
  blockHash,
  digestCharacters,
  readHead,
  rowDigest,
  type ChainBlock,
  type ReadDeps,
} from './chain.ts'
import { chainKey, entryKeyAt, openEntryRow, openSealedRow, stampOfEntry } from './rows.ts'
import { readTrimmed } from './trim.ts'

/** What was found wrong with the log. */
export interface ChainFault {
  readonly lane: number
  readonly kind:
    /** A row does not open: it was changed, moved or put there by somebody without the key. */
    | 'altered'
    /** A row that the chain has is not there. */
    | 'missing'
    /** A row is there that the chain does not have, or in another place. */
    | 'inserted'
    /** A link of the chain is gone, does not open or does not fit the one before. */
    | 'broken-link'
  /** In words, for operators. */
  readonly where: string
}

/** `store`: a snapshot, or what is trimmed meanwhile is reported as missing. */
interface Deps extends ReadDeps {
  readonly lanes: number
}

/** Compares every row that is kept with the chain. Yields each fault; nothing where all is well. */
export async function* verifyChain(deps: Deps): AsyncGenerator<ChainFault> {
  for (let lane = 0; lane < deps.lanes; lane++) yield* verifyLane(deps, lane)
}

async function* verifyLane(deps: Deps, lane: number): AsyncGenerator<ChainFault> {
  const trimmed = await readTrimmed(deps, lane)
  const { head } = await readHead(deps, lane)
  let previous = trimmed.hash
  for (let number = trimmed.number + 1; number <= head.number; number++) {
    const block = await readBlock(deps, lane, number)
    if (block === undefined || block.number !== number || block.previous !== previous) {
      yield { lane, kind: 'broken-link', where: `link ${String(number)}` }
      return
    }
    previous = blockHash(block)
    yield* verifyRows(deps, lane, block)
  }
  if (previous !== head.hash) {
    yield { lane, kind: 'broken-link', where: `link ${String(head.number)}, the last` }
  }
}

async function readBlock(
  { store, sealer }: Deps,
  lane: number,
  number: number,
): Promise<ChainBlock | undefined> {
  const entry = await store.get(chainKey(lane, number))
  if (entry === undefined) return undefined
  try {
    return openSealedRow(sealer, entry) as ChainBlock
  } catch {
    return undefined
  }
}

async function* verifyRows(
  deps: Deps,
  lane: number,
  block: ChainBlock,
): AsyncGenerator<ChainFault> {
  const found = await deps.store.range({
    start: entryKeyAt(lane, block.after + 1),
    end: entryKeyAt(lane, block.to + 1),
    limit: 2 * limits.auditChainRows,
  })
  const missing = new Set(digestsOf(block))
  let altered = 0
  for (const row of found) {
    if (missing.delete(rowDigest(row))) continue
    const where = `a row of commit ${String(stampOfEntry(row.key))}`
    if (opens(deps, row)) yield { lane, kind: 'inserted', where }
    else {
      altered++
      yield { lane, kind: 'altered', where }
    }
  }
  if (missing.size > altered) {
    const rows = String(missing.size - altered)
    const where = `${rows} rows of commits ${String(block.after + 1)} to ${String(block.to)}`
    yield { lane, kind: 'missing', where }
  }
}

function opens({ sealer }: Deps, row: Entry): boolean {
  try {
    openEntryRow(sealer, row)
    return true
  } catch {
    return false
  }
}

function digestsOf({ rows }: ChainBlock): string[] {
  const digests: string[] = []
  for (let at = 0; at < rows.length; at += digestCharacters) {
    digests.push(rows.slice(at, at + digestCharacters))
  }
  return digests
}
