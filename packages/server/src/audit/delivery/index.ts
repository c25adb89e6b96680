export { directoryTarget } from './directory-target.ts'
export { s3Target, type S3Credentials, type S3Place } from './s3-target.ts'
export { publicKeysFile, TargetError, type Target } from './target.ts'
