import type { KeyRecord } from '../../security/kms/index.ts'

export function keyArn(region: string, key: Pick<KeyRecord, 'accountId' | 'keyId'>): string {
  return `arn:aws:kms:${region}:${key.accountId}:key/${key.keyId}`
}

export function aliasArn(region: string, accountId: string, name: string): string {
  return `arn:aws:kms:${region}:${accountId}:${name}`
}
