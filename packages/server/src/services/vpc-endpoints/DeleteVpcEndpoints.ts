import type {
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult,
} from '../../generated/ec2/index.ts'
import { rows } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { endDryRun, endpointAccess, type VpcEndpoints } from './ec2-operation.ts'

export const DeleteVpcEndpoints: Operation<
  VpcEndpoints,
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult
> = {
  name: 'DeleteVpcEndpoints',
  inputShape: 'DeleteVpcEndpointsRequest',
  prepare: (input) => input,
  accesses: ({ VpcEndpointIds }, context, deps) =>
    Promise.all(
      VpcEndpointIds.map((id) => endpointAccess(deps, 'DeleteVpcEndpoints', id, context)),
    ),
  async run({ state }, { VpcEndpointIds, DryRun }, { caller }) {
    endDryRun(DryRun)
    const missing = await state.change(async (change) => {
      const unknown: string[] = []
      for (const id of VpcEndpointIds) {
        const ref = rows.endpoint(caller.accountId, id)
        const endpoint = await change.get(ref)
        if (endpoint === undefined) {
          unknown.push(id)
          continue
        }
        change.delete(ref)
        change.delete(rows.endpointOfVpc(endpoint.vpcId, endpoint.service))
      }
      return unknown
    })
    return {
      Unsuccessful: missing.map((id) => ({
        ResourceId: id,
        Error: {
          Code: 'InvalidVpcEndpoint.NotFound',
          Message: `The Vpc Endpoint Id '${id}' does not exist`,
        },
      })),
    }
  },
}
