import type { Random } from '../../base/index.ts'
import { makeKeyPair } from './key-pair.ts'
import type { KeyRecord, Material } from './key-record.ts'
import { keySpecs } from './key-spec.ts'
import type { Vault } from './vault.ts'

/** Fresh material for a key, wrapped. */
export async function freshMaterial(
  vault: Vault,
  random: Random,
  key: Pick<KeyRecord, 'accountId' | 'keyId' | 'spec'>,
  facts: Pick<Material, 'createdAt' | 'rotation'>,
): Promise<Material> {
  const spec = keySpecs.get(key.spec)
  if (spec === undefined) throw new Error(`no key has the spec ${key.spec}`)
  if (spec.kind === 'symmetric' || spec.kind === 'hmac') {
    const secret = random.bytes(spec.size)
    try {
      return await vault.wrap(key, secret, facts)
    } finally {
      secret.fill(0)
    }
  }
  const { privateKey, publicKey } = await makeKeyPair(spec)
  try {
    return await vault.wrap(key, privateKey, { ...facts, publicKey: publicKey.toString('base64') })
  } finally {
    privateKey.fill(0)
  }
}
