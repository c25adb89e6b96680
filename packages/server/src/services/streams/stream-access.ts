import type { ResourcePolicyDescriptor, StreamName, StreamPolicies } from '../../engine/index.ts'
import type { CompiledPolicies } from '../../security/policy/index.ts'
import type { Access } from '../operation.ts'

/** The policies of streams, and what makes them ready for decisions. */
export interface StreamAccessDeps {
  readonly streamPolicies: Pick<StreamPolicies, 'of'>
  readonly compilePolicy: (policy: ResourcePolicyDescriptor) => CompiledPolicies
}

/** The access to a stream, with the policy of the stream itself. What does not exist has none. */
export async function streamAccess(
  { streamPolicies, compilePolicy }: StreamAccessDeps,
  action: 'DescribeStream' | 'GetRecords' | 'GetShardIterator',
  { arn, name }: { readonly arn: string; readonly name: StreamName },
): Promise<Access> {
  const { policy } = await streamPolicies.of(name)
  return {
    action: `dynamodb:${action}`,
    resource: arn,
    ...(policy && { resourcePolicy: compilePolicy(policy) }),
  }
}
