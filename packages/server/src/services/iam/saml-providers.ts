import { invalidInput, noSuchEntity } from '../../errors/index.ts'
import {
  readIamArn,
  rows,
  samlArn,
  type Change,
  type Ref,
  type SamlProvider,
} from '../../security/iam/index.ts'

/** The row of a SAML provider of the account, by its ARN. */
export function samlRef(account: string, arn: string): Ref<SamlProvider> {
  const read = readIamArn(arn)
  if (read?.kind !== 'saml-provider' || read.account !== account) {
    throw invalidInput(`Invalid ARN: ${arn}`)
  }
  return rows.saml(account, read.name)
}

export async function findSaml(
  reader: Pick<Change, 'get'>,
  account: string,
  arn: string,
): Promise<SamlProvider> {
  const provider = await reader.get(samlRef(account, arn))
  // Rows are found in any case of letters, and policies are about the ARN as it is written.
  if (provider === undefined || samlArn(account, provider.name) !== arn) {
    throw noSuchEntity(`Manifest not found for arn ${arn}`)
  }
  return provider
}

/**
 * Judges metadata as far as storing it needs: that it is the description of an identity provider with a
 * certificate. Gives until when it is valid, in milliseconds.
 */
export function readMetadata(document: string, now: number): number {
  const provider = /<(?:[\w-]+:)?EntityDescriptor[\s>]/.test(document)
  const certificate = /<(?:[\w-]+:)?X509Certificate[\s>]/.test(document)
  if (!provider || !certificate || /<!DOCTYPE|<!ENTITY/i.test(document)) {
    throw invalidInput('Could not parse metadata')
  }
  const until = Date.parse(/\bvalidUntil="([^"]{1,40})"/.exec(document)?.[1] ?? '')
  const hundredYears = 100 * 365.25 * 86_400_000
  if (!Number.isNaN(until) && until < now) throw invalidInput('Metadata is expired')
  return Number.isNaN(until) ? now + hundredYears : until
}
