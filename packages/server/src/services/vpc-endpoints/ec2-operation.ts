import type { Clock, Random } from '../../base/index.ts'
import { queryError } from '../../errors/index.ts'
import { rows, type IdentityState, type VpcEndpoint } from '../../security/iam/index.ts'
import type { Access, RequestContext } from '../operation.ts'

/** What the operations on VPC endpoints use. */
export interface VpcEndpoints {
  readonly state: IdentityState
  readonly clock: Clock
  readonly random: Random
  /** The VPCs that there are: those that a listener belongs to. */
  readonly vpcIds: readonly string[]
}

/** What everyone may do by default; a policy of one's own takes its place. */
export const fullAccess = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
})

export function endpointArn(id: string, { caller, region }: RequestContext): string {
  return `arn:aws:ec2:${region}:${caller.accountId}:vpc-endpoint/${id}`
}

/** The access to one endpoint, with what conditions may ask of it. */
export async function endpointAccess(
  { state }: VpcEndpoints,
  action: string,
  id: string,
  context: RequestContext,
): Promise<Access> {
  const endpoint = await state.read(rows.endpoint(context.caller.accountId, id))
  const tags = (endpoint?.tags ?? []).flatMap(({ Key, Value }) => [
    [`aws:ResourceTag/${Key}`, Value],
    [`ec2:ResourceTag/${Key}`, Value],
  ])
  return {
    action: `ec2:${action}`,
    resource: endpointArn(id, context),
    conditions: Object.fromEntries(tags) as Record<string, string>,
  }
}

/** With DryRun, the answer is that nothing stood in the way. To be called once all was judged. */
export function endDryRun(dryRun: boolean | undefined): void {
  if (dryRun !== true) return
  const text = 'Request would have succeeded, but DryRun flag is set.'
  throw queryError('DryRunOperation', text, 412)
}

/** Refuses what AWS has and this server has not: it must not look as if it were honoured. */
export function refuseUnsupported(input: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (input as Readonly<Record<string, unknown>>)[name]
    const empty =
      value === undefined || value === false || (Array.isArray(value) && value.length === 0)
    if (!empty) throw queryError('UnsupportedOperation', `${name} is not supported.`)
  }
}

export function noSuchEndpoint(id: string): Error {
  return queryError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`)
}

export async function findEndpoint(
  reader: { read: IdentityState['read'] },
  account: string,
  id: string,
): Promise<VpcEndpoint> {
  const endpoint = await reader.read(rows.endpoint(account, id))
  if (endpoint === undefined) throw noSuchEndpoint(id)
  return endpoint
}
