import { noSuchEntity } from '../../errors/index.ts'
import type {
  GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetailsResponse,
  ServiceLastAccessed,
} from '../../generated/iam/index.ts'
import { rows, type LastUse } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { seconds } from './shown.ts'

/** The services of this server, by what their actions begin with. */
const names: Readonly<Record<string, string>> = {
  cloudtrail: 'AWS CloudTrail',
  cloudwatch: 'Amazon CloudWatch',
  dynamodb: 'Amazon DynamoDB',
  ec2: 'Amazon EC2',
  iam: 'AWS Identity and Access Management',
  kms: 'AWS Key Management Service',
  sts: 'AWS Security Token Service',
}

export const GetServiceLastAccessedDetails = iamOperation<
  GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetailsResponse
>({
  name: 'GetServiceLastAccessedDetails',
  access: () => ({}),
  async run({ state }, input, { caller: { accountId } }) {
    const job = await state.read(rows.job(accountId, input.JobId))
    if (job === undefined) throw noSuchEntity(`Job ${input.JobId} cannot be found.`)
    const all: ServiceLastAccessed[] = []
    for (const [service, name] of Object.entries(names)) {
      const used = await state.read(rows.lastAccess(accountId, job.arn, service))
      all.push(describe(service, name, used, job))
    }
    const key = (one: ServiceLastAccessed): string => one.ServiceNamespace
    const { items, page } = pageOf(sortedBy(all, key), key, input)
    return {
      JobStatus: 'COMPLETED',
      JobType: job.granularity === 'ACTION_LEVEL' ? 'ACTION_LEVEL' : 'SERVICE_LEVEL',
      JobCreationDate: seconds(job.at),
      JobCompletionDate: seconds(job.at),
      ServicesLastAccessed: items,
      ...page,
    }
  },
})

function describe(
  service: string,
  name: string,
  used: LastUse | undefined,
  job: { readonly arn: string; readonly granularity: string },
): ServiceLastAccessed {
  const found = { ServiceName: name, ServiceNamespace: service }
  if (used === undefined) return { ...found, TotalAuthenticatedEntities: 0 }
  const actions = Object.entries(used.actions ?? {}).map(([ActionName, at]) => ({
    ActionName,
    LastAccessedEntity: job.arn,
    LastAccessedTime: seconds(at),
    LastAccessedRegion: used.region,
  }))
  return {
    ...found,
    LastAuthenticated: seconds(used.at),
    LastAuthenticatedEntity: job.arn,
    LastAuthenticatedRegion: used.region,
    TotalAuthenticatedEntities: 1,
    ...(job.granularity === 'ACTION_LEVEL' ? { TrackedActionsLastAccessed: actions } : {}),
  }
}
