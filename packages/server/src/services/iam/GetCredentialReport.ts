import { queryError, reportNotPresent } from '../../errors/index.ts'
import type { GetCredentialReportResponse } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { seconds } from './shown.ts'

const expiresMs = 4 * 3_600_000

export const GetCredentialReport = iamOperation<object, GetCredentialReportResponse>({
  name: 'GetCredentialReport',
  access: () => ({}),
  async run({ state, clock }, _input, { caller: { accountId } }) {
    const report = await state.read(rows.report(accountId))
    if (report === undefined) throw reportNotPresent()
    if (clock.now() - report.at > expiresMs) {
      throw queryError('ReportExpired', 'Credential report is expired', 410)
    }
    return {
      Content: Buffer.from(report.text, 'utf8').toString('base64'),
      ReportFormat: 'text/csv',
      GeneratedTime: seconds(report.at),
    }
  },
})
