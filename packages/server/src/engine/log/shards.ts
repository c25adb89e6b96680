import { assert, limits } from '../../base/index.ts'

/**
 * A part of a table's log that takes the changes of a range of partition MACs. Within it, order is
 * commit order. It is closed when its time is over, and its children take its range.
 */
export interface OpenShard {
  /** Names it in keys; never used twice within a table. */
  readonly number: number
  /** First two bytes of the least MAC of its range, which ends where the next shard's begins. */
  readonly from: number
  readonly openedAt: number
  /** Id of the shard whose range this one took over. */
  readonly parent?: string
}

/** The log as a table's descriptor has it, so that every write checks which shards are open. */
export interface LogState {
  readonly lastShard: number
  /** By range, and together all MACs; empty while nothing reads the log. */
  readonly open: readonly OpenShard[]
}

const ends = 0x1_0000

/** `ShardId` on the wire. Ids order as the shards were opened. */
export function shardId(shard: Pick<OpenShard, 'number' | 'openedAt'>): string {
  const number = shard.number.toString(16).padStart(8, '0')
  return `shardId-${String(shard.openedAt).padStart(20, '0')}-${number}`
}

/** The number in a `ShardId`, which need not be the id of any shard. */
export function shardNumber(id: string): number | undefined {
  const number = /^shardId-\d{20}-([0-9a-f]{8})$/.exec(id)?.[1]
  return number === undefined ? undefined : parseInt(number, 16)
}

/** Begins a log, or begins it anew where nothing read it for a while: shards without parents. */
export function openShards(before: LogState | undefined, count: number, now: number): LogState {
  const lastShard = before?.lastShard ?? 0
  return numbered(lastShard, split([0], count), now, () => undefined)
}

/**
 * Closes all shards and opens their children: as many as there were, or `count` where that is more.
 * A shard is never merged with another, so that each has one parent at most.
 */
export function rotateShards(before: LogState, count: number, now: number): LogState {
  const starts = split(
    before.open.map(({ from }) => from),
    count,
  )
  return numbered(before.lastShard, starts, now, (from) => shardId(shardOf(before.open, from)))
}

/**
 * Closes one shard and opens two children that halve its range. The same log where that shard is not open, its
 * range cannot be halved, or as many are open as may be.
 */
export function splitShard(before: LogState, number: number, now: number): LogState {
  const { lastShard, open } = before
  const at = open.findIndex((shard) => shard.number === number)
  const shard = open[at]
  const width = (open[at + 1]?.from ?? ends) - (shard?.from ?? ends)
  if (shard === undefined || width < 2 || open.length >= limits.streamShards) return before
  const { from } = shard
  // Ids order as shards were opened, so that the pages of their list miss none.
  const openedAt = Math.max(now, ...open.map((each) => each.openedAt))
  const children = [from, from + Math.floor(width / 2)].map((start, child) => ({
    number: lastShard + 1 + child,
    from: start,
    openedAt,
    parent: shardId(shard),
  }))
  return {
    lastShard: lastShard + children.length,
    open: [...open.slice(0, at), ...children, ...open.slice(at + 1)],
  }
}

export function closeShards({ lastShard }: LogState): LogState {
  return { lastShard, open: [] }
}

/** The shard of an item, by the first two bytes of the MAC of its partition key. */
export function shardOf(open: readonly OpenShard[], mac: number): OpenShard {
  const shard = open.findLast(({ from }) => from <= mac)
  assert(shard !== undefined, 'the open shards cover all MACs')
  return shard
}

/** Halves the widest range until there are `count`. */
function split(starts: readonly number[], count: number): number[] {
  const sorted = [...starts]
  while (sorted.length < Math.min(count, limits.streamShards)) {
    const widths = sorted.map((from, at) => (sorted[at + 1] ?? ends) - from)
    const widest = widths.indexOf(Math.max(...widths))
    const from = sorted[widest] ?? 0
    sorted.splice(widest + 1, 0, from + Math.floor((widths[widest] ?? 0) / 2))
  }
  return sorted
}

function numbered(
  last: number,
  starts: readonly number[],
  openedAt: number,
  parentOf: (from: number) => string | undefined,
): LogState {
  const open = starts.map((from, at): OpenShard => {
    const parent = parentOf(from)
    return { number: last + 1 + at, from, openedAt, ...(parent === undefined ? {} : { parent }) }
  })
  return { lastShard: last + open.length, open }
}
