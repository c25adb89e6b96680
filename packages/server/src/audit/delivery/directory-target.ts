import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { limits, type Random } from '../../base/index.ts'
import type { StoredObject } from '../trail-files/index.ts'
import { TargetError, type Target, type TargetFailure } from './target.ts'

/** Beside an object that has metadata lies a file of this ending with them as JSON. */
const metadataEnding = '.metadata.json'
const temporaryEnding = '.tmp'

/** A directory as a bucket: keys are paths. Files are readable by their owner alone. */
export function directoryTarget(bucket: string, directory: string, random: Random): Target {
  return new DirectoryTarget(bucket, directory, random)
}

class DirectoryTarget implements Target {
  readonly bucket: string
  readonly directory: string
  readonly #random: Random

  constructor(bucket: string, directory: string, random: Random) {
    this.bucket = bucket
    this.directory = directory
    this.#random = random
  }

  async put(key: string, body: Buffer, metadata: Readonly<Record<string, string>>): Promise<void> {
    const path = this.#path(key)
    await translated(async () => {
      await makeFolder(dirname(path))
      // The metadata first: an object is never there without them.
      if (Object.keys(metadata).length > 0) {
        await this.#write(`${path}${metadataEnding}`, Buffer.from(`${JSON.stringify(metadata)}\n`))
      }
      await this.#write(path, body)
      await syncFolder(dirname(path))
    })
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const path = this.#path(key)
    return translated(async () => {
      const body = await readIfThere(path)
      if (body === undefined) return undefined
      const metadata = await readIfThere(`${path}${metadataEnding}`)
      return { body, metadata: metadata === undefined ? {} : readMetadata(metadata) }
    })
  }

  async *list(): AsyncIterable<string> {
    for await (const path of filesBelow(this.directory, '')) {
      if (!path.endsWith(metadataEnding) && !path.endsWith(temporaryEnding)) yield path
    }
  }

  async check(folder: string): Promise<void> {
    const path = this.#path(folder)
    await translated(async () => {
      await makeFolder(path)
      await access(path, constants.W_OK)
    })
  }

  async #write(path: string, bytes: Buffer): Promise<void> {
    const unique = this.#random.bytes(6).toString('hex')
    const temporary = join(dirname(path), `.${unique}${temporaryEnding}`)
    try {
      const file = await open(temporary, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw error
    }
  }

  #path(key: string): string {
    const parts = key.split('/')
    if (key.length > limits.auditKeyCharacters || !parts.every(isName)) {
      throw new TargetError('bad-key', 'InvalidKey')
    }
    return join(this.directory, ...parts)
  }
}

/** A name that stays in its folder. */
function isName(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && part.length <= 255 && !/[\0\\]/.test(part)
}

/** Makes a folder and those above it, durably. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let folder = path; folder !== dirname(first); folder = dirname(folder)) {
    await syncFolder(dirname(folder))
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}

function readMetadata(bytes: Buffer): Record<string, string> {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as unknown
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
  } catch {
    return {}
  }
}

/** Paths below a folder, in order, with slashes. A folder that is not there is empty. */
async function* filesBelow(folder: string, prefix: string): AsyncIterable<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${prefix}${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name), `${path}/`)
    else yield path
  }
}

const failures: Readonly<Record<string, TargetFailure>> = {
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
}

async function translated<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const code = codeOf(error)
    throw new TargetError(failures[code] ?? 'away', code, { cause: error })
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
