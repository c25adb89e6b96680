import type { AliasStore } from './aliases.ts'
import type { KeyRecord } from './key-record.ts'
import type { KeyStore } from './key-store.ts'
import { managedDynamodbPolicy } from './policies.ts'

export const dynamodbAlias = 'alias/aws/dynamodb'

/** The account's key that DynamoDB uses where a customer named none; made at its first use. */
export async function managedDynamodbKey(
  deps: { readonly keys: KeyStore; readonly aliases: AliasStore },
  accountId: string,
  region: string,
): Promise<KeyRecord> {
  for (;;) {
    const alias = await deps.aliases.find(accountId, dynamodbAlias)
    const known = alias && (await deps.keys.find(accountId, alias.keyId))
    if (known !== undefined) return known
    const key = await deps.keys.create({
      accountId,
      description: 'Default key that protects my DynamoDB data when no other key is defined',
      usage: 'ENCRYPT_DECRYPT',
      spec: 'SYMMETRIC_DEFAULT',
      origin: 'AWS_KMS',
      manager: 'AWS',
      policy: managedDynamodbPolicy(accountId, region),
      tags: [],
    })
    if (await deps.aliases.create(accountId, dynamodbAlias, key.keyId)) return key
    // Another process was first.
    await deps.keys.destroy(accountId, key.keyId)
  }
}
