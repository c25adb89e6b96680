import { Refusal } from '../asking/refusal.ts'
import type { Offer } from '../asking/ports.ts'
import type { Inquiry } from '../inquiry.ts'
import { pass, remediate, review, type Check } from '../model.ts'
import { requiresTls, statementsOf } from './documents.ts'
import { named, tablePolicies } from './surveys.ts'

/** So that this client offers what is old, if its library still can. */
const anything = 'ALL:@SECLEVEL=0'

export const tlsVersions: Check = {
  id: 'tls-versions',
  title: 'TLS 1.2 and 1.3 are spoken, older versions are not',
  aws: true,
  remedy: ['# Put nothing between clients and server that ends TLS with older versions.'],
  async run(inquiry) {
    const spoken: string[] = []
    for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
      const offer = version.length > 5 && version !== 'TLSv1.1' ? {} : { ciphers: anything }
      if (await accepts(inquiry, { version, ...offer })) spoken.push(version)
    }
    const old = spoken.filter((version) => version === 'TLSv1' || version === 'TLSv1.1')
    if (old.length > 0) return remediate(`Also spoken: ${old.join(', ')}.`)
    if (spoken.length === 0) return remediate('No TLS is spoken there.')
    if (!spoken.includes('TLSv1.3')) return review('TLS 1.3 is not spoken.')
    return pass(`Spoken: ${spoken.join(', ')}.`)
  },
}

const weak: readonly {
  readonly what: string
  readonly ciphers: string
  readonly broken: boolean
}[] = [
  { what: 'no encryption or no authentication', ciphers: 'eNULL:aNULL', broken: true },
  { what: '3DES or RC4', ciphers: '3DES:RC4', broken: true },
  { what: 'no forward secrecy', ciphers: 'kRSA', broken: false },
  {
    what: 'CBC without authenticated encryption',
    ciphers: 'AES+SHA:AES+SHA256:AES+SHA384',
    broken: false,
  },
]

export const tlsCiphers: Check = {
  id: 'tls-ciphers',
  title: 'Only ciphers with forward secrecy and authenticated encryption are offered',
  aws: true,
  remedy: ['# Put nothing between clients and server that ends TLS with weaker ciphers.'],
  async run(inquiry) {
    const found: string[] = []
    let broken = false
    for (const one of weak) {
      const ciphers = `${one.ciphers}:@SECLEVEL=0`
      if (!(await accepts(inquiry, { version: 'TLSv1.2', ciphers }))) continue
      found.push(one.what)
      broken ||= one.broken
    }
    const usual = await inquiry.handshake(inquiry.target.endpoint, {})
    if (usual === undefined || usual instanceof Refusal) return remediate('No TLS is spoken there.')
    if (found.length === 0)
      return pass(`Chosen: ${usual.cipher}; none of the weak ones is accepted.`)
    const says = `Accepted: ${found.join('; ')}.`
    return broken ? remediate(says) : review(says)
  },
}

const monthMs = 30 * 86_400_000

export const certificateTrusted: Check = {
  id: 'certificate-trusted',
  title: 'The certificate is trusted and does not end soon',
  aws: true,
  remedy: [
    'strongroom start --tls-cert chain.pem --tls-key key.pem   # from the CA of your organisation',
  ],
  async run(inquiry) {
    const shake = await inquiry.handshake(inquiry.target.endpoint, {})
    if (shake === undefined || shake instanceof Refusal) return remediate('No TLS is spoken there.')
    const { trusted, untrustedBecause = '', certificate } = shake
    if (!trusted) return remediate(`The certificate is not trusted: ${untrustedBecause}.`)
    const left = Date.parse(certificate.validTo) - inquiry.now()
    const says = `Trusted, from ${certificate.issuer}, until ${certificate.validTo}.`
    if (!(left > 0)) return remediate(says)
    return left < monthMs ? review(says) : pass(says)
  },
}

export const policiesRequireTls: Check = {
  id: 'policies-require-tls',
  title: 'Resource policies deny what comes without TLS',
  aws: true,
  remedy: [
    'aws dynamodb put-resource-policy --resource-arn TABLE_ARN --policy file://require-tls.json',
    '# {"Effect": "Deny", "Principal": "*", "Action": "dynamodb:*", "Resource": "TABLE_ARN",',
    '#  "Condition": {"Bool": {"aws:SecureTransport": "false"}}}',
  ],
  async run(inquiry) {
    const policies = await inquiry.survey(tablePolicies)
    if (policies.size === 0) return review('There is no table yet.')
    const open = [...policies].filter(([, policy]) => !statementsOf(policy).some(requiresTls))
    if (open.length === 0) return pass('Every table denies requests without TLS.')
    return review(`No policy of the table denies plain HTTP: ${named(open.map(([name]) => name))}.`)
  },
}

async function accepts(inquiry: Inquiry, offer: Offer): Promise<boolean> {
  const answer = await inquiry.handshake(inquiry.target.endpoint, offer)
  return answer !== undefined && !(answer instanceof Refusal)
}
