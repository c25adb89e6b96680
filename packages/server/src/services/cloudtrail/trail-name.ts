import { trailArn } from '../../audit/trails/index.ts'
import { cloudTrailError, type ApiError } from '../../errors/index.ts'
import type { RequestContext } from '../operation.ts'

/** A trail as a request names it: by its name, or by its ARN. */
export interface NamedTrail {
  readonly name: string
  readonly arn: string
  /** Whether the ARN is of another account, where no trail can be reached. */
  readonly foreign: boolean
  /** What the request said, for refusals. */
  readonly given: string
}

function invalid(message: string): ApiError {
  return cloudTrailError('InvalidTrailNameException', message)
}

/** Throws InvalidTrailNameException for what no trail may be called. */
export function checkTrailName(name: string): void {
  const length = String(name.length)
  if (name === '') throw invalid('Trail name cannot be blank!')
  if (name.length < 3) {
    throw invalid(
      `Trail name too short. Minimum allowed length: 3 characters. Specified name length: ${length} characters.`,
    )
  }
  if (name.length > 128) {
    throw invalid(
      `Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${length} characters.`,
    )
  }
  if (!/^[A-Za-z0-9]/.test(name)) throw invalid('Trail name must starts with a letter or number.')
  if (!/[A-Za-z0-9]$/.test(name)) throw invalid('Trail name must ends with a letter or number.')
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw invalid(
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    )
  }
  if (/[._-]{2}/.test(name)) {
    throw invalid('Trail name cannot have adjacent periods (.), hyphens (-), or underscores (_).')
  }
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) {
    throw invalid('Trail name cannot be in IP address format.')
  }
}

/** Reads a name or an ARN of this region. Throws what CloudTrail says to one that is neither. */
export function namedTrail(
  given: string | undefined,
  { region, caller }: RequestContext,
): NamedTrail {
  if (given?.startsWith('arn:') !== true) {
    const name = given ?? ''
    checkTrailName(name)
    const arn = trailArn({ homeRegion: region, accountId: caller.accountId, name })
    return { name, arn, foreign: false, given: name }
  }
  const parsed = parseTrailArn(given)
  checkRegion(parsed.region, region)
  checkTrailName(parsed.name)
  const foreign = parsed.account !== caller.accountId
  return { name: parsed.name, arn: given, foreign, given }
}

/** The same where only an ARN of the caller's own account will do, as for tags. */
export function ownTrailArn(given: string, { region, caller }: RequestContext): NamedTrail {
  const { name, account, region: named } = parseTrailArn(given)
  checkRegion(named, region)
  if (account !== caller.accountId) {
    throw cloudTrailError(
      'CloudTrailARNInvalidException',
      `AccountID in ARN is wrong, you can only access resources with AccountID ${caller.accountId}.`,
    )
  }
  checkTrailName(name)
  return { name, arn: given, foreign: false, given }
}

function parseTrailArn(arn: string): { region: string; account: string; name: string } {
  const [, region, account, name] =
    /^arn:aws:cloudtrail:([^:]*):(\d{12}):trail\/(.*)$/s.exec(arn) ?? []
  if (region === undefined || account === undefined || name === undefined) {
    throw cloudTrailError('CloudTrailARNInvalidException', `The ARN is not valid: ${arn}`)
  }
  return { region, account, name }
}

function checkRegion(named: string, region: string): void {
  if (named === region) return
  throw cloudTrailError(
    'CloudTrailARNInvalidException',
    `Region in ARN is wrong, you can only access resources in region ${region}.`,
  )
}

export function trailNotFound(given: string, accountId: string): ApiError {
  return cloudTrailError(
    'TrailNotFoundException',
    `Unknown trail: ${given} for the user: ${accountId}`,
  )
}
