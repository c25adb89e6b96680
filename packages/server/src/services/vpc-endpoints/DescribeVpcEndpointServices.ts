import { queryError } from '../../errors/index.ts'
import type {
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesResult,
} from '../../generated/ec2/index.ts'
import type { Operation } from '../operation.ts'
import { endDryRun, refuseUnsupported } from './ec2-operation.ts'
import { allServices, serviceName } from './reachable-services.ts'

export const DescribeVpcEndpointServices: Operation<
  object,
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesResult
> = {
  name: 'DescribeVpcEndpointServices',
  inputShape: 'DescribeVpcEndpointServicesRequest',
  prepare(input) {
    refuseUnsupported(input, ['NextToken', 'ServiceRegions'])
    return input
  },
  accesses: () => [{ action: 'ec2:DescribeVpcEndpointServices', resource: '*' }],
  run(_deps, { DryRun, ServiceNames = [], Filters = [] }, { region }) {
    endDryRun(DryRun)
    const all = allServices().map(({ signingName, types }) => ({
      name: serviceName(signingName, region),
      types,
    }))
    const missing = ServiceNames.find((name) => !all.some((one) => one.name === name))
    if (missing !== undefined) {
      throw queryError('InvalidServiceName', `The Vpc Endpoint Service '${missing}' does not exist`)
    }
    const wanted = all.filter(
      ({ name, types }) =>
        (ServiceNames.length === 0 || ServiceNames.includes(name)) &&
        Filters.every(({ Name = '', Values = [] }) => {
          if (Name === 'service-name') return Values.includes(name)
          if (Name === 'service-type') return types.some((type) => Values.includes(type))
          throw queryError('InvalidFilter', `The filter '${Name}' is invalid`)
        }),
    )
    return Promise.resolve({
      ServiceNames: wanted.map(({ name }) => name),
      ServiceDetails: wanted.map(({ name, types }) => ({
        ServiceName: name,
        ServiceType: types.map((ServiceType) => ({ ServiceType })),
        ServiceRegion: region,
        Owner: 'amazon',
        VpcEndpointPolicySupported: true,
        AcceptanceRequired: false,
        ManagesVpcEndpoints: false,
      })),
    })
  },
}
