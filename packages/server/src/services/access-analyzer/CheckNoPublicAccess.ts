import { analyzerValidation } from '../../errors/index.ts'
import type {
  AccessCheckResourceType,
  CheckNoPublicAccessRequest,
  CheckNoPublicAccessResponse,
} from '../../generated/accessanalyzer/index.ts'
import { unboundedStatements, type Policy } from '../../security/policy/index.ts'
import type { Operation } from '../operation.ts'
import { readDocument } from './documents.ts'
import { reasonsOf } from './reasons.ts'

/** The resources that this server has, of which it can say what public means. */
const kinds: Partial<Record<AccessCheckResourceType, 'resource' | 'key'>> = {
  'AWS::DynamoDB::Table': 'resource',
  'AWS::DynamoDB::Stream': 'resource',
  'AWS::KMS::Key': 'key',
}

/** The same rule as that by which a table refuses a public policy; a Deny that takes it back does not count. */
export const CheckNoPublicAccess: Operation<
  object,
  CheckNoPublicAccessRequest,
  Policy,
  CheckNoPublicAccessResponse
> = {
  name: 'CheckNoPublicAccess',
  inputShape: 'CheckNoPublicAccessRequest',
  prepare({ policyDocument, resourceType }) {
    const kind = kinds[resourceType]
    if (kind === undefined) {
      throw analyzerValidation('notSupported', `Resource type ${resourceType} is not supported.`)
    }
    return readDocument(kind, 'policyDocument', policyDocument).policy
  },
  accesses: () => [{ action: 'access-analyzer:CheckNoPublicAccess', resource: '*' }],
  run(_deps, policy) {
    const found = unboundedStatements(policy).map((index) => {
      const sid = policy.statements[index]?.sid
      return sid === undefined ? { index } : { index, sid }
    })
    if (found.length === 0) {
      const message =
        'The resource policy does not grant public access for the given resource type.'
      return Promise.resolve({ result: 'PASS', message })
    }
    return Promise.resolve({
      result: 'FAIL',
      message: 'The resource policy grants public access for the given resource type.',
      reasons: reasonsOf(found, 'Public access granted in the following statement'),
    })
  },
}
