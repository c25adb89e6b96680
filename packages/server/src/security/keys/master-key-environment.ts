import type { Random, Secret } from '../../base/index.ts'
import { keyCheck } from './key-check.ts'
import { localMasterKey, refuseOtherGuard, type MasterKeyProvider } from './master-key.ts'

/** A master key that the operator passes in, as container platforms do. The caller has checked its length. */
export function masterKeyFromEnvironment(key: Secret, random: Random): MasterKeyProvider {
  const masterKey = localMasterKey(key, random, { check: keyCheck(key) })
  return {
    description: 'master key from the environment variable STRONGROOM_MASTER_KEY',
    create: () => Promise.resolve(masterKey),
    open(parameters) {
      refuseOtherGuard(parameters, 'key')
      return Promise.resolve(localMasterKey(key, random, parameters))
    },
  }
}
