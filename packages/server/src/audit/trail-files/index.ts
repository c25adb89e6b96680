export { makeDigest, type DigestSigner } from './digest-file.ts'
export {
  fingerprintOf,
  metadataNames,
  publicKeyDer,
  signatureAlgorithm,
  signDigest,
  type Digest,
  type DigestedFile,
  type DigestLink,
} from './digest.ts'
export {
  LogFileMaker,
  readLogFile,
  unpacked,
  type FiledRecord,
  type MadeLogFile,
  type RecordText,
} from './log-file.ts'
export { digestKey, isoSeconds, logFileKey, readKey, recordsKey, type Place } from './names.ts'
export { readPublicKeys, type PublicKeys } from './public-keys.ts'
export type { Problem, StoredObject, TrailReader, ValidationReport } from './report.ts'
export { validateTrails, type ValidationOptions } from './validate.ts'
