import type { Random } from '../../base/index.ts'

/** What unique ids begin with, by what they name. */
export type IdPrefix = 'AIDA' | 'AGPA' | 'AROA' | 'ANPA' | 'ASCA'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A unique id, such as `AIDA` and 17 random characters: 85 bits, so that none is ever made twice. */
export function mintId(prefix: IdPrefix, random: Random): string {
  const bytes = random.bytes(17)
  let text: string = prefix
  for (const byte of bytes) text += alphabet.charAt(byte & 31)
  return text
}

export function userArn(account: string, user: { path: string; name: string }): string {
  return `arn:aws:iam::${account}:user${user.path}${user.name}`
}

export function groupArn(account: string, group: { path: string; name: string }): string {
  return `arn:aws:iam::${account}:group${group.path}${group.name}`
}

export function roleArn(account: string, role: { path: string; name: string }): string {
  return `arn:aws:iam::${account}:role${role.path}${role.name}`
}

export function policyArn(account: string, policy: { path: string; name: string }): string {
  return `arn:aws:iam::${account}:policy${policy.path}${policy.name}`
}

export function samlArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:saml-provider/${name}`
}

export function oidcArn(account: string, url: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${url}`
}

/** What an ARN of IAM names: the account, the kind of thing, and its path and name. */
export function readIamArn(
  arn: string,
): { account: string; kind: string; path: string; name: string } | undefined {
  const match = /^arn:aws:iam::(\d{12}|aws):([a-z-]+)(\/(?:[\x21-\x7e]+\/)?)([^/]+)$/.exec(arn)
  if (match === null) return undefined
  const [, account = '', kind = '', path = '', name = ''] = match
  return { account, kind, path, name }
}
