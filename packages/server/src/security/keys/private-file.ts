import { constants } from 'node:fs'
import { link, mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemRandom } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'

/** No key, certificate or keyring comes near this; a larger file is not one of ours. */
const maximumBytes = 1024 * 1024
const readableByOthers = 0o077

/** Makes a directory, and those above it, that only this user can enter. One that exists is left as it is. */
export async function makePrivateDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw fileError(error, path, 'create the directory')
  }
}

/**
 * Creates a file with mode 0600, durably and whole: a crash leaves either no file or all of it.
 * False when the file exists already, whoever made it; it is never overwritten.
 */
export async function createPrivateFile(path: string, contents: Buffer | string): Promise<boolean> {
  const temporary = await writeTemporary(path, contents)
  try {
    // Unlike rename, link refuses when the name exists: of two first starts exactly one wins.
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw fileError(error, path, 'create')
  } finally {
    await unlink(temporary)
  }
  await syncDirectory(dirname(path))
  return true
}

/** Replaces a file, or creates it, with mode 0600: temporary file, fsync, rename, fsync of the directory. */
export async function replacePrivateFile(path: string, contents: Buffer | string): Promise<void> {
  const temporary = await writeTemporary(path, contents)
  try {
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary)
    throw fileError(error, path, 'write')
  }
  await syncDirectory(dirname(path))
}

/** The contents of a file, or undefined when there is none. Errors are StorageErrors of one line. */
export async function readSmallFile(path: string): Promise<Buffer | undefined> {
  return readChecked(path, () => Promise.resolve())
}

/**
 * The contents of a file that holds a secret, or undefined when there is none. Refuses a file that
 * other users can read or that belongs to another user: its secret must be taken as known.
 */
export async function readPrivateFile(path: string): Promise<Buffer | undefined> {
  return readChecked(path, async (file) => {
    const user = process.getuid?.()
    // Systems without user ids (Windows) guard files by access lists that mode bits do not show.
    if (user === undefined) return
    // The open file is asked, not its name, so that nobody can swap it between check and use.
    const { mode, uid } = await file.stat()
    if ((mode & readableByOthers) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, '0')
      throw new StorageError(
        'io',
        `${path} has mode ${shown}, so other users can read this secret; run: chmod 600 ${path}`,
      )
    }
    if (uid !== user && uid !== 0) {
      throw new StorageError(
        'io',
        `${path} belongs to user id ${String(uid)}, not to ${String(user)} who runs the server; run: chown ${String(user)} ${path}`,
      )
    }
  })
}

async function readChecked(
  path: string,
  check: (file: FileHandle) => Promise<void>,
): Promise<Buffer | undefined> {
  let file: FileHandle
  try {
    // Without O_NONBLOCK the open of a named pipe would wait for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw fileError(error, path, 'read')
  }
  try {
    const stat = await file.stat()
    if (!stat.isFile() || stat.size > maximumBytes) {
      throw new StorageError('damaged', `${path} is not a file of ours; give the path of another`)
    }
    await check(file)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

async function writeTemporary(path: string, contents: Buffer | string): Promise<string> {
  // Of its own name, so that two writers never take each other's file. A crash may leave it behind.
  const temporary = `${path}.${systemRandom.uuid()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(contents)
      await file.sync()
    } finally {
      await file.close()
    }
    return temporary
  } catch (error) {
    throw fileError(error, path, 'write')
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory; its file systems order the entry with the file.
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

function fileError(error: unknown, path: string, what: string): StorageError {
  const code = codeOf(error)
  const remedy: Record<string, string> = {
    EACCES: 'give this user access to it, or choose another path',
    EPERM: 'give this user access to it, or choose another path',
    EROFS: 'the file system is read-only: choose another path',
    ENOTDIR: 'a part of the path is not a directory: choose another path',
    ENOSPC: 'the disk is full: make room and start again',
  }
  const reason = code === 'ENOSPC' ? 'disk-full' : 'io'
  const advice = (code && remedy[code]) ?? 'check the path and the disk'
  return new StorageError(
    reason,
    `Cannot ${what} ${path} (${code ?? 'unknown error'}); ${advice}`,
    {
      cause: error,
    },
  )
}
