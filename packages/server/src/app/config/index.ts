export {
  nextEnvironment,
  presentEnvironment,
  quietSdk,
  readEnvironment,
  type Environment,
} from './env.ts'
export {
  forgetSecretVariables,
  loadConfig,
  type Config,
  type Loaded,
  type Sources,
} from './load.ts'
export type { ExternalKmsLogin } from './provider-logins.ts'
export { renderSettingsReference } from './reference.ts'
export {
  secretVariables,
  type BucketCredentials,
  type MasterKeyChoice,
  type Secrets,
} from './secrets.ts'
export {
  settingKeys,
  settings,
  variableOf,
  type Setting,
  type SettingKey,
  type Settings,
} from './settings.ts'
