import { existsSync } from 'node:fs'
import { directoryTarget } from '../../../audit/delivery/index.ts'
import { readKey, readLogFile, unpacked } from '../../../audit/trail-files/index.ts'
import { limits, systemRandom } from '../../../base/index.ts'
import { configurationError } from '../../exit.ts'
import type { SeenRecord } from './event-filter.ts'

/** The log files of a directory, by name, oldest first. */
export interface DeliveredFile {
  readonly key: string
  /** Milliseconds, of the minute in which the file was made: no event in it is later than that minute. */
  readonly at: number
}

export class DeliveredEvents {
  readonly #target

  /** Throws a StartError where there is no such directory. */
  constructor(directory: string) {
    if (!existsSync(directory)) throw configurationError(`Cannot read ${directory}: check the path`)
    this.#target = directoryTarget('', directory, systemRandom)
  }

  async files(): Promise<DeliveredFile[]> {
    const found: DeliveredFile[] = []
    for await (const key of this.#target.list()) {
      const named = readKey(key)
      if (named?.kind === 'log') found.push({ key, at: named.at })
    }
    return found.toSorted((a, b) => a.at - b.at)
  }

  /** The records of a file, oldest first. A file that cannot be read, or is none, has none: `validate` tells. */
  async read(key: string): Promise<SeenRecord[]> {
    const body = (await this.#target.get(key))?.body
    const text = body && unpacked(body, limits.auditUnpackedBytes)
    const records = (text && readLogFile(text)) ?? []
    return records
      .map(({ record }) => record as SeenRecord)
      .toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0))
  }
}
