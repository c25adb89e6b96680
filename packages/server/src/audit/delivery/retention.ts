import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { limits, type Clock, type Logger } from '../../base/index.ts'
import type { Targets } from './targets.ts'

export interface RetentionDeps {
  readonly targets: Targets
  /** Days that files are kept in directories; undefined: for ever. */
  readonly days: number | undefined
  /** Bytes that the files of a directory may have; undefined: any. The newest two days are kept always. */
  readonly bytes: number | undefined
  readonly clock: Clock
  readonly logger: Logger
}

const dayMs = 86_400_000

/**
 * Removes the oldest days of directories. Digests say first from when on files are kept, so that what the
 * server removed itself can be told from what somebody else did.
 */
export class Retention {
  readonly #deps: RetentionDeps
  /** By bucket, from when on files are to be kept. */
  readonly #cuts = new Map<string, number>()
  /** By bucket, what a delivered digest says. */
  readonly #told = new Map<string, number>()
  /** Bytes of the folders of days that are over. */
  readonly #sizes = new Map<string, number>()
  #lookAt = -Infinity

  constructor(deps: RetentionDeps) {
    this.#deps = deps
  }

  retainedFrom(bucket: string): number | undefined {
    return this.#cuts.get(bucket)
  }

  tell(bucket: string, from: number): void {
    this.#told.set(bucket, from)
    this.#lookAt = -Infinity
  }

  /** `chained`: buckets with trails whose digests tell of it before anything is removed. */
  async step(chained: ReadonlySet<string>): Promise<void> {
    const { targets, days, bytes, clock } = this.#deps
    if (days === undefined && bytes === undefined) return
    if (clock.monotonic() < this.#lookAt) return
    this.#lookAt = clock.monotonic() + limits.auditRetentionEveryMs
    for (const { bucket, directory } of targets.all) {
      if (directory === undefined) continue
      const folders = await dayFolders(directory)
      const cut = await this.#cut(folders)
      if (cut === undefined) continue
      this.#cuts.set(bucket, cut)
      const upTo = chained.has(bucket) ? Math.min(cut, this.#told.get(bucket) ?? 0) : cut
      await this.#remove(
        bucket,
        folders.filter(({ day }) => day < upTo),
      )
    }
  }

  async #cut(folders: readonly DayFolder[]): Promise<number | undefined> {
    const { days, bytes, clock } = this.#deps
    const today = startOfDay(clock.now())
    const byAge = days === undefined ? undefined : today - days * dayMs
    if (bytes === undefined) return byAge
    let kept = 0
    let bySize: number | undefined
    for (const folder of folders.toSorted((a, b) => b.day - a.day)) {
      kept += await this.#sizeOf(folder, folder.day < today - dayMs)
      if (kept <= bytes || folder.day >= today - dayMs) continue
      bySize = folder.day + dayMs
      break
    }
    if (byAge === undefined || bySize === undefined) return byAge ?? bySize
    return Math.max(byAge, bySize)
  }

  async #sizeOf({ path }: DayFolder, over: boolean): Promise<number> {
    const known = this.#sizes.get(path)
    if (known !== undefined) return known
    let sum = 0
    for (const name of await readdir(path)) {
      sum += await stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      )
    }
    if (over) this.#sizes.set(path, sum)
    return sum
  }

  async #remove(bucket: string, folders: readonly DayFolder[]): Promise<void> {
    for (const { path } of folders) {
      await rm(path, { recursive: true, force: true })
      this.#sizes.delete(path)
    }
    if (folders.length === 0) return
    const newest = Math.max(...folders.map(({ day }) => day))
    this.#deps.logger.info('files of trails were removed by retention', {
      bucket,
      days: folders.length,
      until: new Date(newest + dayMs).toISOString(),
    })
  }
}

interface DayFolder {
  readonly path: string
  /** Milliseconds. */
  readonly day: number
}

const dayForm =
  /AWSLogs[/\\]\d{12}[/\\]CloudTrail(?:-Digest|-Records)?[/\\][a-z0-9-]+[/\\](\d{4})[/\\](\d\d)[/\\](\d\d)$/

/** The folders of days below a directory. */
async function dayFolders(directory: string): Promise<DayFolder[]> {
  const found: DayFolder[] = []
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isDirectory()) continue
    const path = join(directory, entry.name)
    const [, year, month, day] = dayForm.exec(path) ?? []
    if (year === undefined || month === undefined || day === undefined) {
      found.push(...(await dayFolders(path)))
    } else {
      found.push({ path, day: Date.parse(`${year}-${month}-${day}T00:00:00Z`) })
    }
  }
  return found
}

function startOfDay(at: number): number {
  return at - (at % dayMs)
}
