import { queryError } from '../../errors/index.ts'
import type {
  CreateVpcEndpointRequest,
  CreateVpcEndpointResult,
} from '../../generated/ec2/index.ts'
import { rows, type Tag, type VpcEndpoint } from '../../security/iam/index.ts'
import type { Access, Operation } from '../operation.ts'
import {
  endDryRun,
  endpointArn,
  fullAccess,
  refuseUnsupported,
  type VpcEndpoints,
} from './ec2-operation.ts'
import { checkPolicy } from './endpoint-policy.ts'
import { serviceOf } from './reachable-services.ts'
import { showEndpoint } from './shown.ts'

interface Prepared {
  readonly input: CreateVpcEndpointRequest
  readonly type: 'Gateway' | 'Interface'
  readonly service: string
  readonly policy: string
  readonly tags: readonly Tag[]
}

export const CreateVpcEndpoint: Operation<
  VpcEndpoints,
  CreateVpcEndpointRequest,
  Prepared,
  CreateVpcEndpointResult
> = {
  name: 'CreateVpcEndpoint',
  inputShape: 'CreateVpcEndpointRequest',

  prepare(input, { region }) {
    refuseUnsupported(input, [
      'RouteTableIds',
      'SubnetIds',
      'SecurityGroupIds',
      'IpAddressType',
      'DnsOptions',
      'PrivateDnsEnabled',
      'SubnetConfigurations',
      'ServiceNetworkArn',
      'ResourceConfigurationArn',
    ])
    const { ServiceName = '', VpcEndpointType: type = 'Gateway', ServiceRegion } = input
    if (ServiceRegion !== undefined && ServiceRegion !== region) {
      throw queryError('UnsupportedOperation', 'An endpoint reaches services of its own region.')
    }
    const service = serviceOf(ServiceName, region)
    const known = type === 'Gateway' || type === 'Interface'
    if (service === undefined || !known || !service.types.includes(type)) {
      throw queryError(
        'InvalidServiceName',
        `The Vpc Endpoint Service '${ServiceName}' does not exist`,
      )
    }
    return {
      input,
      type,
      service: service.signingName,
      policy: input.PolicyDocument === undefined ? fullAccess : checkPolicy(input.PolicyDocument),
      tags: tagsOf(input),
    }
  },

  accesses({ input, tags }, context) {
    const { caller, region } = context
    const conditions = {
      'ec2:VpceServiceName': input.ServiceName ?? '',
      ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
      ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(({ Key }) => Key) }),
    }
    const vpc = `arn:aws:ec2:${region}:${caller.accountId}:vpc/${input.VpcId}`
    const resource = endpointArn('*', context)
    const accesses: Access[] = [
      { action: 'ec2:CreateVpcEndpoint', resource, conditions },
      { action: 'ec2:CreateVpcEndpoint', resource: vpc, conditions },
    ]
    if (tags.length === 0) return accesses
    const tagging = { ...conditions, 'ec2:CreateAction': 'CreateVpcEndpoint' }
    return [...accesses, { action: 'ec2:CreateTags', resource, conditions: tagging }]
  },

  async run({ state, clock, random, vpcIds }, prepared, { caller, region }) {
    const { input, type, service, policy, tags } = prepared
    const { VpcId: vpcId, ClientToken } = input
    if (!vpcIds.includes(vpcId)) {
      throw queryError('InvalidVpcId.NotFound', `The vpc ID '${vpcId}' does not exist`)
    }
    endDryRun(input.DryRun)
    const id = `vpce-${random.bytes(9).toString('hex').slice(0, 17)}`
    const endpoint = await state.change(async (change): Promise<VpcEndpoint> => {
      const place = rows.endpointOfVpc(vpcId, service)
      const taken = await change.get(place)
      if (taken !== undefined) {
        const mine =
          taken.account === caller.accountId
            ? await change.get(rows.endpoint(taken.account, taken.id))
            : undefined
        if (ClientToken !== undefined && mine?.clientToken === ClientToken) return mine
        throw queryError(
          'VpcEndpointAlreadyExists',
          `${vpcId} already reaches ${input.ServiceName ?? ''} through an endpoint`,
        )
      }
      const made: VpcEndpoint = {
        id,
        account: caller.accountId,
        vpcId,
        type,
        service,
        policy,
        createdAt: clock.now(),
        tags,
        ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
      }
      change.put(place, { account: caller.accountId, id })
      change.put(rows.endpoint(caller.accountId, id), made)
      return made
    })
    return { VpcEndpoint: showEndpoint(endpoint, region), ClientToken }
  },
}

function tagsOf({ TagSpecifications = [] }: CreateVpcEndpointRequest): readonly Tag[] {
  const tags = TagSpecifications.flatMap(({ ResourceType, Tags = [] }) => {
    if (ResourceType !== 'vpc-endpoint') {
      throw queryError(
        'InvalidParameterValue',
        `'${ResourceType ?? ''}' is not a valid taggable resource type for this operation.`,
      )
    }
    return Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
  })
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw queryError('InvalidParameterValue', 'Duplicate tag keys.')
  }
  return tags
}
