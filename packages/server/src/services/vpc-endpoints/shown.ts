import type { Tag as WireTag, VpcEndpoint as WireEndpoint } from '../../generated/ec2/index.ts'
import type { Tag, VpcEndpoint } from '../../security/iam/index.ts'
import { serviceName } from './reachable-services.ts'

/** An endpoint as EC2's answers show it. It is of use at once: there is nothing to wait for. */
export function showEndpoint(endpoint: VpcEndpoint, region: string): WireEndpoint {
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.type,
    VpcId: endpoint.vpcId,
    ServiceName: serviceName(endpoint.service, region),
    // As AWS: the model's values are capitalised, the wire's are not.
    State: 'available' as WireEndpoint['State'],
    PolicyDocument: endpoint.policy,
    RouteTableIds: [],
    SubnetIds: [],
    Groups: [],
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    NetworkInterfaceIds: [],
    DnsEntries: [],
    CreationTimestamp: endpoint.createdAt / 1000,
    Tags: showTags(endpoint.tags),
    OwnerId: endpoint.account,
  }
}

export function showTags(tags: readonly Tag[]): WireTag[] {
  return [...tags]
}
