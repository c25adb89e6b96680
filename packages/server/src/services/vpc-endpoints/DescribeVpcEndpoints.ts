import { queryError } from '../../errors/index.ts'
import type {
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult,
  Filter,
} from '../../generated/ec2/index.ts'
import { rows, type VpcEndpoint } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { endDryRun, noSuchEndpoint, type VpcEndpoints } from './ec2-operation.ts'
import { serviceName } from './reachable-services.ts'
import { showEndpoint } from './shown.ts'

const mostResults = 1000

export const DescribeVpcEndpoints: Operation<
  VpcEndpoints,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult
> = {
  name: 'DescribeVpcEndpoints',
  inputShape: 'DescribeVpcEndpointsRequest',
  prepare: (input) => input,
  accesses: () => [{ action: 'ec2:DescribeVpcEndpoints', resource: '*' }],
  async run({ state }, input, { caller, region }) {
    endDryRun(input.DryRun)
    const { VpcEndpointIds = [], Filters = [], MaxResults = mostResults, NextToken } = input
    const all = await state.all(rows.endpoints(caller.accountId))
    const missing = VpcEndpointIds.find((id) => !all.some((one) => one.id === id))
    if (missing !== undefined) throw noSuchEndpoint(missing)
    const wanted = all.filter(
      (endpoint) =>
        (VpcEndpointIds.length === 0 || VpcEndpointIds.includes(endpoint.id)) &&
        Filters.every((filter) => passes(endpoint, filter, region)),
    )
    const rest = NextToken === undefined ? wanted : wanted.filter(({ id }) => id > NextToken)
    const page = rest.slice(0, MaxResults)
    return {
      VpcEndpoints: page.map((endpoint) => showEndpoint(endpoint, region)),
      NextToken: rest.length > page.length ? page.at(-1)?.id : undefined,
    }
  },
}

function passes(
  endpoint: VpcEndpoint,
  { Name = '', Values = [] }: Filter,
  region: string,
): boolean {
  return valuesOf(endpoint, Name, region).some((value) => Values.includes(value))
}

function valuesOf(endpoint: VpcEndpoint, name: string, region: string): readonly string[] {
  switch (name) {
    case 'service-name':
      return [serviceName(endpoint.service, region)]
    case 'vpc-id':
      return [endpoint.vpcId]
    case 'vpc-endpoint-id':
      return [endpoint.id]
    case 'vpc-endpoint-state':
      return ['available']
    case 'vpc-endpoint-type':
      return [endpoint.type]
    case 'tag-key':
      return endpoint.tags.map(({ Key }) => Key)
  }
  if (name.startsWith('tag:')) {
    return endpoint.tags.filter(({ Key }) => Key === name.slice(4)).map(({ Value }) => Value)
  }
  throw queryError('InvalidFilter', `The filter '${name}' is invalid`)
}
