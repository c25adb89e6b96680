import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { CreateVpcEndpoint } from './CreateVpcEndpoint.ts'
import { DeleteVpcEndpoints } from './DeleteVpcEndpoints.ts'
import { DescribeVpcEndpoints } from './DescribeVpcEndpoints.ts'
import { DescribeVpcEndpointServices } from './DescribeVpcEndpointServices.ts'
import type { VpcEndpoints } from './ec2-operation.ts'
import { ModifyVpcEndpoint } from './ModifyVpcEndpoint.ts'

/** The part of EC2 that is about VPC endpoints. */
export function vpcEndpointService(deps: VpcEndpoints): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(CreateVpcEndpoint, deps),
    bindOperation(DeleteVpcEndpoints, deps),
    bindOperation(DescribeVpcEndpoints, deps),
    bindOperation(DescribeVpcEndpointServices, deps),
    bindOperation(ModifyVpcEndpoint, deps),
  ]
  return {
    signingName: 'ec2',
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}
