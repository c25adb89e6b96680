import { PolicyFault } from './fault.ts'
import type { KindRules } from './kinds.ts'
import type { PrincipalName } from './policy.ts'

const account = /^[0-9]{12}$/
const rootArn = /^arn:aws[a-z-]*:iam::([0-9]{12}):root$/
const principalArn =
  /^arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:user|role)\/(?:[!-~]+\/)?[\w+=,.@-]+|sts::[0-9]{12}:(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+))$/
const uniqueId = /^(?:AIDA|AROA)[A-Z0-9]{8,124}$/
const service =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|aws\.internal|amazon\.com)$/
const providerArn = /^arn:aws[a-z-]*:iam::[0-9]{12}:(?:saml-provider|oidc-provider)\/[!-)+->@-~]+$/
const providerDomain = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/

/** One entry of Principal. Throws a {@link PolicyFault}: no wildcards, no groups, no mere names. */
export function readPrincipal(type: string, text: string, rules: KindRules): PrincipalName {
  if (type === 'AWS') return readAws(text)
  if (type === 'Service' && service.test(text)) return { type: 'service', service: text }
  if (type === 'Federated' && rules.federated && isProvider(text)) {
    return { type: 'federated', provider: text }
  }
  return refuse(type, text)
}

function readAws(text: string): PrincipalName {
  if (text === '*') return { type: 'everyone' }
  const number = account.test(text) ? text : rootArn.exec(text)?.[1]
  if (number !== undefined) return { type: 'account', account: number }
  if (principalArn.test(text) && !/[*?]/.test(text)) return { type: 'arn', arn: text }
  if (uniqueId.test(text)) return { type: 'id', id: text }
  return refuse('AWS', text)
}

function isProvider(text: string): boolean {
  return providerArn.test(text) || providerDomain.test(text)
}

function refuse(type: string, text: string): never {
  throw new PolicyFault('principal', `Invalid principal in policy: "${type}":"${text}"`)
}
