import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { assert, limits, Secret, type Random } from '../../base/index.ts'
import { createPrivateFile, makePrivateDirectory, readPrivateFile } from '../keys/index.ts'
import type { KeyShares } from './vault.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * A file for each key, in a directory that lies beside the master key and apart from the data. Every
 * process of the machine sees a share as soon as it is made.
 */
export function directoryShares(directory: string, random: Random): KeyShares {
  const known = new Map<string, Secret>()
  const pathOf = (keyId: string): string => {
    assert(uuid.test(keyId), 'a key id is a UUID')
    return join(directory, `${keyId}.share`)
  }
  const remember = (keyId: string, share: Secret): Secret => {
    known.set(keyId, share)
    if (known.size > limits.kmsShares) {
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    }
    return share
  }
  return {
    async create(keyId) {
      await makePrivateDirectory(directory)
      const share = new Secret(random.bytes(32))
      const created = await createPrivateFile(pathOf(keyId), share.reveal().toString('base64'))
      assert(created, 'a key id is never used twice')
      return remember(keyId, share)
    },
    async read(keyId) {
      const held = known.get(keyId)
      if (held !== undefined) return held
      const text = await readPrivateFile(pathOf(keyId))
      const bytes = text && Buffer.from(text.toString('utf8').trim(), 'base64')
      return bytes?.length === 32 ? remember(keyId, new Secret(bytes)) : undefined
    },
    async remove(keyId) {
      known.get(keyId)?.erase()
      known.delete(keyId)
      try {
        await unlink(pathOf(keyId))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      }
    },
  }
}
