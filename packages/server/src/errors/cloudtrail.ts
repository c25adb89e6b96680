import { ApiError } from './api-error.ts'

/** The refusals of CloudTrail, by code. The texts belong to the rule that refuses. */
export type CloudTrailRefusal =
  | 'CloudTrailARNInvalidException'
  | 'ConflictException'
  | 'InsufficientS3BucketPolicyException'
  | 'InvalidEventSelectorsException'
  | 'InvalidHomeRegionException'
  | 'InvalidLookupAttributesException'
  | 'InvalidNextTokenException'
  | 'InvalidParameterCombinationException'
  | 'InvalidS3BucketNameException'
  | 'InvalidS3PrefixException'
  | 'InvalidTagParameterException'
  | 'InvalidTimeRangeException'
  | 'InvalidTokenException'
  | 'InvalidTrailNameException'
  | 'MaximumNumberOfTrailsExceededException'
  | 'ResourceNotFoundException'
  | 'ResourceTypeNotSupportedException'
  | 'S3BucketDoesNotExistException'
  | 'TagsLimitExceededException'
  | 'ThrottlingException'
  | 'TrailAlreadyExistsException'
  | 'TrailNotFoundException'
  | 'UnsupportedOperationException'

const namespace = 'com.amazonaws.cloudtrail.v20131101'

export function cloudTrailError(code: CloudTrailRefusal, message: string): ApiError {
  return new ApiError({ code, namespace, message, messageMember: 'Message' })
}
