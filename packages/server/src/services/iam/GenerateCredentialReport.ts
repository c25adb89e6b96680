import type { GenerateCredentialReportResponse } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { credentialReport } from './credential-report.ts'
import { iamOperation } from './iam-operation.ts'

export const GenerateCredentialReport = iamOperation<object, GenerateCredentialReportResponse>({
  name: 'GenerateCredentialReport',
  access: () => ({}),
  async run(iam, _input, { caller: { accountId } }) {
    const text = await credentialReport(iam, accountId)
    const at = iam.clock.now()
    await iam.state.change((change) => {
      change.silent = true
      change.put(rows.report(accountId), { text, at })
      return Promise.resolve()
    })
    return { State: 'COMPLETE' }
  },
})
