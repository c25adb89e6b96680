import { read, type OperationTable } from './spec.ts'

/** Access Analyzer. */
export const accessAnalyzerOperations: OperationTable = {
  CheckAccessNotGranted: read(['policyDocument', 'access', 'policyType']),
  CheckNoNewAccess: read(['newPolicyDocument', 'existingPolicyDocument', 'policyType']),
  CheckNoPublicAccess: read(['policyDocument', 'resourceType']),
  ValidatePolicy: read([
    'locale',
    'maxResults',
    'nextToken',
    'policyDocument',
    'policyType',
    'validatePolicyResourceType',
  ]),
}
