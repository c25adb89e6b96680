import { limits } from '../../base/index.ts'
import { cloudTrailError, type ApiError } from '../../errors/index.ts'

/** Members of CreateTrail and UpdateTrail that ask for what this server does not have. */
export interface UnsupportedSettings {
  readonly SnsTopicName?: string | undefined
  readonly CloudWatchLogsLogGroupArn?: string | undefined
  readonly CloudWatchLogsRoleArn?: string | undefined
  readonly KmsKeyId?: string | undefined
  readonly IsOrganizationTrail?: boolean | undefined
}

function unsupported(what: string): ApiError {
  return cloudTrailError('UnsupportedOperationException', `${what} not supported by this server.`)
}

/** Refuses what is not honoured. An empty text asks for none, which is what there is. */
export function refuseUnsupported(input: UnsupportedSettings): void {
  const { SnsTopicName, CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn, KmsKeyId } = input
  const texts = { SnsTopicName, CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn, KmsKeyId }
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined && value !== '') throw unsupported(`${name} is`)
  }
  if (input.IsOrganizationTrail === true) throw unsupported('Organization trails are')
}

export function checkBucketName(name: string): void {
  if (name === '') throw bucketName('Bucket name cannot be blank!')
  if (name.length < 3 || name.length > limits.bucketNameCharacters) {
    throw bucketName(
      `Bucket name must be between 3 and ${String(limits.bucketNameCharacters)} characters long.`,
    )
  }
  if (!/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(name) || /\.\.|\.-|-\./.test(name)) {
    throw bucketName(`Bucket name is invalid: ${name}`)
  }
}

function bucketName(message: string): ApiError {
  return cloudTrailError('InvalidS3BucketNameException', message)
}

/** Undefined for an empty one. A prefix may become a path, so it has no part that leads elsewhere. */
export function checkPrefix(prefix: string | undefined): string | undefined {
  if (prefix === undefined || prefix === '') return undefined
  if (prefix.length > limits.trailPrefixCharacters) {
    throw invalidPrefix(
      `S3 prefix is too long. Maximum allowed length: ${String(limits.trailPrefixCharacters)} characters.`,
    )
  }
  const parts = prefix.replace(/\/$/, '').split('/')
  const plain = /^[A-Za-z0-9!_.*'()-]+$/
  if (parts.some((part) => part === '.' || part === '..' || !plain.test(part))) {
    throw invalidPrefix(`S3 prefix is invalid: ${prefix}`)
  }
  return parts.join('/')
}

function invalidPrefix(message: string): ApiError {
  return cloudTrailError('InvalidS3PrefixException', message)
}

export function checkRegions(multiRegion: boolean, globalEvents: boolean): void {
  if (!multiRegion || globalEvents) return
  throw cloudTrailError(
    'InvalidParameterCombinationException',
    'Multi-Region trail must include global service events.',
  )
}
