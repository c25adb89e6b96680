import { invalidInput, noSuchEntity } from '../../errors/index.ts'
import {
  oidcArn,
  rows,
  type Change,
  type OidcProvider,
  type Ref,
} from '../../security/iam/index.ts'

/** A provider's URL as its ARN holds it: without scheme. Refuses what is no https URL. */
export function oidcUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const plain = parsed?.username === '' && parsed.search === '' && parsed.hash === ''
  if (parsed?.protocol !== 'https:' || !plain || parsed.port !== '') {
    throw invalidInput(`Invalid Open ID Connect Provider URL: ${url}`)
  }
  return `${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`
}

/** The row of an OIDC provider of the account, by its ARN. */
export function oidcRef(account: string, arn: string): Ref<OidcProvider> {
  const start = `arn:aws:iam::${account}:oidc-provider/`
  if (!arn.startsWith(start) || arn.length === start.length) {
    throw invalidInput(`Invalid ARN: ${arn}`)
  }
  return rows.oidc(account, arn.slice(start.length))
}

export async function findOidc(
  reader: Pick<Change, 'get'>,
  account: string,
  arn: string,
): Promise<OidcProvider> {
  const provider = await reader.get(oidcRef(account, arn))
  // Rows are found in any case of letters, and policies are about the ARN as it is written.
  if (provider === undefined || oidcArn(account, provider.url) !== arn) {
    throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
  }
  return provider
}

/** Refuses thumbprints that are no SHA-1 in hexadecimal, and more than AWS takes. */
export function checkThumbprints(list: readonly string[]): readonly string[] {
  if (list.length > 5) throw invalidInput('Thumbprint list must contain fewer than 5 entries.')
  const bad = list.find((print) => !/^[0-9a-fA-F]{40}$/.test(print))
  if (bad !== undefined) throw invalidInput(`Invalid thumbprint ${bad}`)
  return list
}
