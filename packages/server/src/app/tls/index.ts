export { readGivenIdentity } from './given-identity.ts'
export {
  files as tlsFiles,
  makeEphemeralIdentity,
  openLocalIdentity,
  type LocalIdentity,
} from './local-identity.ts'
export type { KeyPair } from './make-certificates.ts'
export { serverNames } from './names.ts'
