export { canonicalContext, type SealContext } from './context.ts'
export { masterKeyOfExternalKms, type ExternalKmsOptions } from './external-kms.ts'
export {
  openKeyring,
  rotateMasterKey,
  type Keyring,
  type OpenKeyringOptions,
  type RootCredential,
} from './keyring.ts'
export {
  ephemeralKeyring,
  keyringFile,
  keyringRow,
  type Alone,
  type KeyringHome,
} from './keyring-home.ts'
export { parseKeyText } from './key-text.ts'
export { masterKeyFile, type MasterKeyFileOptions } from './master-key-file.ts'
export { masterKeyFromEnvironment } from './master-key-environment.ts'
export { masterKeyFromPassphrase } from './master-key-passphrase.ts'
export {
  guardOf,
  localMasterKey,
  type Guard,
  type MasterKey,
  type MasterKeyParameters,
  type MasterKeyProvider,
} from './master-key.ts'
export {
  createPrivateFile,
  makePrivateDirectory,
  readPrivateFile,
  readSmallFile,
  replacePrivateFile,
} from './private-file.ts'
export { ProviderAwayError } from './provider-away.ts'
export { currentSecret, type SecretSource } from './secret-source.ts'
export { createServiceKey, type ServiceKey } from './service-key.ts'
export { openSealed, seal } from './seal.ts'
export { masterKeyOfVault, type VaultLogin, type VaultOptions } from './vault-transit.ts'
