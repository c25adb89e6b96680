import { kmsError, validation } from '../../errors/index.ts'
import {
  currentMaterial,
  keySpecs,
  type GrantRecord,
  type KeyRecord,
} from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'

/** Times on the JSON wire are seconds since 1970, with a fraction. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000
}

/** `KeyMetadata`. */
export function keyMetadata(region: string, key: KeyRecord): object {
  const facts = keySpecs.get(key.spec)
  const symmetric = key.spec === 'SYMMETRIC_DEFAULT'
  return {
    AWSAccountId: key.accountId,
    KeyId: key.keyId,
    Arn: keyArn(region, key),
    CreationDate: seconds(key.createdAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    DeletionDate: key.deletion && seconds(key.deletion.at),
    ValidTo: key.imported?.validTo === undefined ? undefined : seconds(key.imported.validTo),
    Origin: key.origin,
    ExpirationModel: expirationModel(key),
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    EncryptionAlgorithms: key.usage === 'ENCRYPT_DECRYPT' ? facts?.encryption : undefined,
    SigningAlgorithms: key.usage === 'SIGN_VERIFY' ? facts?.signing : undefined,
    MacAlgorithms: key.usage === 'GENERATE_VERIFY_MAC' ? facts?.macs : undefined,
    MultiRegion: false,
    CurrentKeyMaterialId: symmetric ? currentMaterial(key)?.id : undefined,
  }
}

function expirationModel(key: KeyRecord): string | undefined {
  if (key.imported === undefined || currentMaterial(key) === undefined) return undefined
  return key.imported.validTo === undefined
    ? 'KEY_MATERIAL_DOES_NOT_EXPIRE'
    : 'KEY_MATERIAL_EXPIRES'
}

/** An entry of ListGrants. */
export function grantEntry(region: string, grant: GrantRecord): object {
  const service = (name: string | undefined): boolean => name?.startsWith('arn:') === false
  const { grantee, retiring } = grant
  return {
    KeyId: keyArn(region, grant),
    GrantId: grant.grantId,
    Name: grant.name ?? '',
    CreationDate: seconds(grant.createdAt),
    GranteePrincipal: grantee,
    GranteeServicePrincipal: service(grantee) ? grantee : undefined,
    RetiringPrincipal: retiring,
    RetiringServicePrincipal: service(retiring) ? retiring : undefined,
    IssuingAccount: grant.issuer,
    Operations: grant.operations,
    Constraints: grant.constraints,
  }
}

/** The bytes of a blob, whose length is judged. The text of KMS does not show the value. */
export function blob(text: string, name: string, most: number, least = 1): Buffer {
  const bytes = Buffer.from(text, 'base64')
  const broken =
    bytes.length < least
      ? `greater than or equal to ${String(least)}`
      : bytes.length > most
        ? `less than or equal to ${String(most)}`
        : undefined
  if (broken === undefined) return bytes
  throw validation(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length ${broken}`,
  )
}

/** One page of a list: `limit` plus one entry were read. */
export function page<Entry>(
  found: readonly Entry[],
  limit: number,
  markerOf: (entry: Entry) => string,
): { readonly entries: readonly Entry[]; readonly rest: object } {
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  if (found.length <= limit || last === undefined) return { entries, rest: { Truncated: false } }
  const NextMarker = Buffer.from(markerOf(last), 'utf8').toString('base64')
  return { entries, rest: { NextMarker, Truncated: true } }
}

/** Where a page goes on. Throws InvalidMarkerException for what no page gave. */
export function readMarker(marker: string | undefined, form: RegExp): string | undefined {
  if (marker === undefined) return undefined
  const text = Buffer.from(marker, 'base64').toString('utf8')
  if (!form.test(text)) throw kmsError('InvalidMarkerException', 'Invalid marker')
  return text
}

/** Refuses members that ask for what this server does not have. */
export function refuseMembers<Input extends object>(
  input: Input,
  names: readonly (keyof Input & string)[],
): void {
  const given = names.find((name) => input[name] !== undefined)
  if (given === undefined) return
  throw kmsError('UnsupportedOperationException', `${given} is not supported by this server.`)
}
