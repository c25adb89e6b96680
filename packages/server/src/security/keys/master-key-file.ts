import { realpath } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { Secret, type Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import { keyCheck } from './key-check.ts'
import { formatKeyText, parseKeyText } from './key-text.ts'
import {
  localMasterKey,
  refuseOtherGuard,
  type MasterKeyParameters,
  type MasterKeyProvider,
} from './master-key.ts'
import {
  createPrivateFile,
  makePrivateDirectory,
  readPrivateFile,
  replacePrivateFile,
} from './private-file.ts'
import { keyBytes } from './seal.ts'

export interface MasterKeyFileOptions {
  readonly path: string
  /** The key must not lie here: whoever copies the data would copy the key with it. */
  readonly dataDirectory?: string
  readonly random: Random
}

/**
 * The master key as a file of one line (base64 or hexadecimal), mode 0600, apart from the data.
 * Made at the first start; its place, owner and mode are checked at every start. While the key is
 * being rotated the file has two lines, the old key and the new one, and the keyring tells which of
 * them guards it: whenever a process is killed meanwhile, the key that is needed is there.
 */
export function masterKeyFile(options: MasterKeyFileOptions): MasterKeyProvider {
  const { path, random } = options

  async function read(): Promise<[Secret, ...Secret[]] | undefined> {
    await refuseInside(path, options.dataDirectory)
    const text = await readPrivateFile(path)
    if (text === undefined) return undefined
    const keys = text.toString('latin1').trim().split(/\s+/).map(parseKeyText)
    text.fill(0)
    const [first, ...more] = keys.filter((key) => key !== undefined)
    if (first !== undefined && keys.length === 1 + more.length) return [first, ...more]
    throw new StorageError(
      'wrong-key',
      `${path} does not hold a master key of 32 bytes in base64 or hexadecimal; restore the file from a backup`,
    )
  }

  /** The key that guards a keyring; of a keyring that does not tell, the first. */
  async function keyOf({ check }: MasterKeyParameters): Promise<Secret> {
    const keys = await read()
    if (keys === undefined) throw missing(path)
    return keys.find((key) => keyCheck(key) === check) ?? keys[0]
  }

  return {
    description: `master key file ${path}`,

    async create() {
      if ((await read()) === undefined) {
        await makePrivateDirectory(dirname(path))
        // The directory exists only now, so where it really lies is asked again.
        await refuseInside(path, options.dataDirectory)
        await createPrivateFile(path, formatKeyText(new Secret(random.bytes(keyBytes))))
      }
      // What counts is what the disk holds, whichever of two first starts wrote it.
      const key = await keyOf({})
      return localMasterKey(key, random, { check: keyCheck(key) })
    },

    async open(parameters) {
      refuseOtherGuard(parameters, 'key')
      return localMasterKey(await keyOf(parameters), random, parameters)
    },

    async rotate(parameters) {
      const old = await keyOf(parameters)
      const next = new Secret(random.bytes(keyBytes))
      await replacePrivateFile(path, formatKeyText(old) + formatKeyText(next))
      return {
        key: localMasterKey(next, random, { check: keyCheck(next) }),
        settle: () => replacePrivateFile(path, formatKeyText(next)),
      }
    },
  }
}

function missing(path: string): StorageError {
  return new StorageError(
    'wrong-key',
    `The master key file ${path} is missing; restore it from a backup, or name its place with --master-key-file`,
  )
}

async function refuseInside(path: string, dataDirectory: string | undefined): Promise<void> {
  if (dataDirectory === undefined) return
  const [file, data] = await Promise.all([resolveExisting(path), resolveExisting(dataDirectory)])
  if (file !== data && !file.startsWith(data + sep)) return
  throw new StorageError(
    'wrong-key',
    `The master key file ${path} lies inside the data directory, so a copy of the data would carry its key; move it elsewhere and name it with --master-key-file`,
  )
}

/** The real path, links followed, of a path whose last parts need not exist yet. */
async function resolveExisting(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await resolveExisting(parent), basename(path))
  }
}
