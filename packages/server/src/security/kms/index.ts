export { AliasStore } from './aliases.ts'
export { openCiphertext, readHead, sealCiphertext, type CiphertextHead } from './ciphertext.ts'
export { directoryShares } from './directory-shares.ts'
export { grantPermits, grantPermitsChild, GrantStore, type GrantReference } from './grants.ts'
export {
  decryptWithPrivateKey,
  encryptWithPublicKey,
  makeKeyPair,
  publicKeyOf,
  signMessage,
  verifySignature,
} from './key-pair.ts'
export {
  currentMaterial,
  type AliasRecord,
  type GrantConstraints,
  type GrantRecord,
  type KeyRecord,
  type KeyState,
  type Material,
  type Tag,
} from './key-record.ts'
export { keySpecs, type KeyUsage, type SpecFacts } from './key-spec.ts'
export { KeyStore, nextRotation, withoutMaterial } from './key-store.ts'
export { createKms, type Kms, type KmsOptions } from './kms.ts'
export { dynamodbAlias, managedDynamodbKey } from './managed-key.ts'
export { decryptUnder, encryptUnder, withMaterial } from './use-key.ts'
export { stateRefusal, type StateRefusal, type StateRule } from './key-state.ts'
export { defaultKeyPolicy } from './policies.ts'
export type { StoredKey } from './stored-keys.ts'
export { materialId, MaterialLostError, memoryShares, type KeyShares, type Vault } from './vault.ts'
