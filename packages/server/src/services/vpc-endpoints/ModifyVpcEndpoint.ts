import { queryError } from '../../errors/index.ts'
import type {
  ModifyVpcEndpointRequest,
  ModifyVpcEndpointResult,
} from '../../generated/ec2/index.ts'
import { rows } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import {
  endDryRun,
  endpointAccess,
  findEndpoint,
  fullAccess,
  refuseUnsupported,
  type VpcEndpoints,
} from './ec2-operation.ts'
import { checkPolicy } from './endpoint-policy.ts'

/** Changes the policy, for every request that begins after the answer. */
export const ModifyVpcEndpoint: Operation<
  VpcEndpoints,
  ModifyVpcEndpointRequest,
  ModifyVpcEndpointRequest,
  ModifyVpcEndpointResult
> = {
  name: 'ModifyVpcEndpoint',
  inputShape: 'ModifyVpcEndpointRequest',

  prepare(input) {
    refuseUnsupported(input, [
      'AddRouteTableIds',
      'RemoveRouteTableIds',
      'AddSubnetIds',
      'RemoveSubnetIds',
      'AddSecurityGroupIds',
      'RemoveSecurityGroupIds',
      'IpAddressType',
      'DnsOptions',
      'PrivateDnsEnabled',
      'SubnetConfigurations',
    ])
    const { PolicyDocument, ResetPolicy } = input
    if (PolicyDocument !== undefined) {
      checkPolicy(PolicyDocument)
      if (ResetPolicy === true) {
        throw queryError(
          'InvalidParameterCombination',
          'ResetPolicy and PolicyDocument cannot be given together.',
        )
      }
    }
    return input
  },

  accesses: async ({ VpcEndpointId }, context, deps) => [
    await endpointAccess(deps, 'ModifyVpcEndpoint', VpcEndpointId, context),
  ],

  async run({ state }, { VpcEndpointId, PolicyDocument, ResetPolicy, DryRun }, { caller }) {
    await state.change(async (change) => {
      const reader = { read: change.get.bind(change) }
      const endpoint = await findEndpoint(reader, caller.accountId, VpcEndpointId)
      endDryRun(DryRun)
      const policy = ResetPolicy === true ? fullAccess : (PolicyDocument ?? endpoint.policy)
      change.put(rows.endpoint(caller.accountId, endpoint.id), { ...endpoint, policy })
    })
    return { Return: true }
  },
}
