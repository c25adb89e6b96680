import { analyzerValidation } from '../../errors/index.ts'
import type {
  ValidatePolicyFinding,
  ValidatePolicyRequest,
  ValidatePolicyResponse,
} from '../../generated/accessanalyzer/index.ts'
import { parsePolicy, type ParseOutcome, type PolicyKind } from '../../security/policy/index.ts'
import type { Operation } from '../operation.ts'
import { kindOf } from './documents.ts'
import { locationOf } from './location.ts'

type Fault = Extract<ParseOutcome, { ok: false }>

/**
 * The faults for which a policy would be refused, as findings of type ERROR: the first one, since what
 * follows it cannot be read. Warnings and suggestions are not made.
 */
export const ValidatePolicy: Operation<
  object,
  ValidatePolicyRequest,
  { readonly document: string; readonly fault: Fault | undefined },
  ValidatePolicyResponse
> = {
  name: 'ValidatePolicy',
  inputShape: 'ValidatePolicyRequest',
  prepare(input) {
    const { policyDocument, locale, maxResults, nextToken } = input
    if (locale !== undefined && locale !== 'EN') {
      throw analyzerValidation('notSupported', `Locale ${locale} is not supported.`)
    }
    if (maxResults !== undefined && maxResults < 1) {
      throw analyzerValidation('fieldValidationFailed', 'maxResults must be at least 1.')
    }
    // There is never more than one finding, so no token was ever handed out.
    if (nextToken !== undefined) {
      throw analyzerValidation('fieldValidationFailed', 'nextToken is not valid.')
    }
    const parsed = parsePolicy(policyDocument, kindFor(input))
    return { document: policyDocument, fault: parsed.ok ? undefined : parsed }
  },
  accesses: () => [{ action: 'access-analyzer:ValidatePolicy', resource: '*' }],
  run(_deps, { document, fault }) {
    return Promise.resolve({ findings: fault === undefined ? [] : [findingOf(document, fault)] })
  },
}

function kindFor(input: ValidatePolicyRequest): PolicyKind {
  const { policyType, policyDocument, validatePolicyResourceType } = input
  if (policyType !== 'RESOURCE_POLICY' && validatePolicyResourceType !== undefined) {
    const message = 'validatePolicyResourceType is for policies of type RESOURCE_POLICY.'
    throw analyzerValidation('fieldValidationFailed', message)
  }
  switch (policyType) {
    case 'IDENTITY_POLICY':
      return 'identity'
    case 'SERVICE_CONTROL_POLICY':
      return 'scp'
    case 'RESOURCE_CONTROL_POLICY':
      return 'rcp'
    case 'RESOURCE_POLICY':
      break
  }
  switch (validatePolicyResourceType) {
    case undefined:
      return kindOf(policyType, [policyDocument])
    case 'AWS::DynamoDB::Table':
      return 'resource'
    case 'AWS::IAM::AssumeRolePolicyDocument':
      return 'trust'
    case 'AWS::S3::AccessPoint':
    case 'AWS::S3::Bucket':
    case 'AWS::S3::MultiRegionAccessPoint':
    case 'AWS::S3ObjectLambda::AccessPoint':
      throw analyzerValidation(
        'notSupported',
        `Resource type ${validatePolicyResourceType} is not supported.`,
      )
  }
}

/** Names of findings are those of the code of the fault. */
function findingOf(document: string, fault: Fault): ValidatePolicyFinding {
  return {
    findingType: 'ERROR',
    issueCode: fault.code.replaceAll('-', '_').toUpperCase(),
    findingDetails: fault.message,
    learnMoreLink:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    locations: [locationOf(document, fault)],
  }
}
