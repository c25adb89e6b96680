import { noSuchEntity } from '../../errors/index.ts'
import type {
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse,
} from '../../generated/iam/index.ts'
import { readIamArn, rows, type EntityKind } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { subjectArn, subjectRef } from './subjects.ts'

const kinds: readonly EntityKind[] = ['user', 'group', 'role']

export const GenerateServiceLastAccessedDetails = iamOperation<
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse
>({
  name: 'GenerateServiceLastAccessedDetails',
  access: (_iam, { Arn }) => ({ resource: Arn }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { Arn: arn, Granularity: granularity = 'SERVICE_LEVEL' } = input
    const read = readIamArn(arn)
    const kind = kinds.find((each) => read?.account === accountId && each === read.kind)
    const found =
      kind && (await state.read(subjectRef<EntityKind>(kind, accountId, read?.name ?? '')))
    if (kind === undefined || !found || subjectArn(kind, accountId, found) !== arn)
      throw noSuchEntity(`ARN ${arn} does not exist or is no user, group or role.`)
    const JobId = random.uuid()
    await state.change((change) => {
      change.silent = true
      change.put(rows.job(accountId, JobId), { arn, granularity, at: clock.now() })
      return Promise.resolve()
    })
    return { JobId }
  },
})
