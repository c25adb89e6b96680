import { scrypt } from 'node:crypto'
import { Secret, type Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import {
  localMasterKey,
  refuseOtherGuard,
  type MasterKey,
  type MasterKeyParameters,
  type MasterKeyProvider,
} from './master-key.ts'
import { keyBytes } from './seal.ts'

/** 128 MiB and about half a second for every guess. */
const strength = { cost: 2 ** 17, blockSize: 8, parallelization: 1 } as const
/** A keyring that asks for more was altered, and would make the server run out of memory. */
const maximumCost = 2 ** 20
const saltBytes = 32

/**
 * A master key derived from a passphrase by scrypt. Its salt and strength stand in the keyring, so a
 * later version can raise the strength for new keyrings and still open old ones.
 */
export function masterKeyFromPassphrase(passphrase: Secret, random: Random): MasterKeyProvider {
  async function derive(salt: Buffer, cost: number): Promise<MasterKey> {
    const key = await deriveKey(passphrase, salt, cost)
    return localMasterKey(key, random, { kdf: 'scrypt', cost, salt: salt.toString('base64') })
  }
  return {
    description: 'passphrase (scrypt)',
    create: () => derive(random.bytes(saltBytes), strength.cost),
    open(parameters) {
      const { salt, cost } = readParameters(parameters)
      return derive(salt, cost)
    },
  }
}

function readParameters(parameters: MasterKeyParameters): { salt: Buffer; cost: number } {
  const { kdf, salt, cost } = parameters
  refuseOtherGuard(parameters, 'passphrase')
  const bytes = typeof salt === 'string' ? Buffer.from(salt, 'base64') : undefined
  const strongEnough = typeof cost === 'number' && cost >= strength.cost && cost <= maximumCost
  if (kdf !== 'scrypt' || bytes?.length !== saltBytes || !strongEnough || !isPowerOfTwo(cost)) {
    throw new StorageError(
      'damaged',
      'The passphrase parameters in the keyring are damaged; restore keyring.json from a backup',
    )
  }
  return { salt: bytes, cost }
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value))
}

async function deriveKey(passphrase: Secret, salt: Buffer, cost: number): Promise<Secret> {
  const { blockSize, parallelization } = strength
  const options = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize }
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal(), salt, keyBytes, options, (error, key) => {
      if (error) reject(error)
      else resolve(new Secret(key))
    })
  })
}
