import type { Check } from '../model.ts'
import { pass, remediate, review } from '../model.ts'

const target = {
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'content-type': 'application/x-amz-json-1.0',
}

export const unsignedRefused: Check = {
  id: 'unsigned-refused',
  title: 'A request without a signature is refused',
  active: true,
  remedy: ['# Stop the service: it answers whoever reaches it.'],
  async run(inquiry) {
    const { endpoint } = inquiry.target
    const answer = await inquiry.post(`ListTables without a signature to ${endpoint}`, {
      url: endpoint,
      headers: target,
      body: '{}',
    })
    if (answer.status >= 200 && answer.status < 300) {
      return remediate('A request without a signature was answered.')
    }
    if (!/MissingAuthenticationToken/.test(answer.body)) {
      return review(
        `It was not answered, but with HTTP ${String(answer.status)} and not for its missing signature.`,
      )
    }
    return pass('It is refused as MissingAuthenticationToken.')
  },
}

export const badSignatureRefused: Check = {
  id: 'bad-signature-refused',
  title: 'A request signed with a wrong secret is refused',
  active: true,
  remedy: ['# Stop the service: it does not verify signatures.'],
  async run(inquiry) {
    const { sender } = await inquiry.workshop.user()
    const { accessKeyId } = sender.credentials
    const outcome = await inquiry.attack(
      'a wrong signature',
      'sts:GetCallerIdentity',
      {},
      {
        name: 'a key of the run with a wrong secret',
        credentials: { accessKeyId, secretAccessKey: inquiry.random(20) },
      },
    )
    if (outcome.ok) return remediate('A request with a wrong signature was answered.')
    const { code } = outcome.refusal
    return /^(SignatureDoesNotMatch|InvalidSignatureException)$/.test(code)
      ? pass(`It is refused as ${code}.`)
      : review(`It is refused, but as ${code} and not for its signature.`)
  },
}
