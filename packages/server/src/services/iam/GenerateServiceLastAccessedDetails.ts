import { noSuchEntity } from '../../errors/index.ts'
import type {
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse,
} from '../../generated/iam/index.ts'
import { readIamArn, rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { subjectRef } from './subjects.ts'

const kinds: readonly string[] = ['user', 'group', 'role']

export const GenerateServiceLastAccessedDetails = iamOperation<
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse
>({
  name: 'GenerateServiceLastAccessedDetails',
  access: (_iam, { Arn }) => ({ resource: Arn }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { Arn: arn, Granularity: granularity = 'SERVICE_LEVEL' } = input
    const read = readIamArn(arn)
    const known =
      read?.account === accountId &&
      kinds.includes(read.kind) &&
      (await state.read(subjectRef(read.kind as 'user', accountId, read.name))) !== undefined
    if (!known) throw noSuchEntity(`ARN ${arn} does not exist or is no user, group or role.`)
    const JobId = random.uuid()
    await state.change((change) => {
      change.silent = true
      change.put(rows.job(accountId, JobId), { arn, granularity, at: clock.now() })
      return Promise.resolve()
    })
    return { JobId }
  },
})
