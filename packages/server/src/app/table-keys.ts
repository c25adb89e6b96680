import type { Random } from '../base/index.ts'
import { ApiError, kmsError, tableKeyRefused } from '../errors/index.ts'
import type { Kms } from '../security/kms/index.ts'
import type { TableKeyService } from '../services/dynamodb/index.ts'
import { contextConditions, resolveKey, useKey, type KeyAuthority } from '../services/kms/index.ts'

export interface TableKeysDeps {
  readonly kms: Kms
  readonly authority: KeyAuthority
  readonly region: string
  readonly random: Random
}

const operations = [
  'DescribeKey',
  'GenerateDataKey',
  'Decrypt',
  'Encrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
]
const arnForm = /^arn:aws:kms:[^:]+:(\d{12}):key\/([0-9a-f-]{36})$/

/** The port by which the operations on tables choose a KMS key: as DynamoDB does it. */
export function createTableKeys({
  kms,
  authority,
  region,
  random,
}: TableKeysDeps): TableKeyService {
  const service = `dynamodb.${region}.amazonaws.com`
  return {
    async choose(context, table, { keyId = 'alias/aws/dynamodb' }) {
      const constraints = {
        EncryptionContextSubset: {
          'aws:dynamodb:subscriberId': table.accountId,
          'aws:dynamodb:tableName': table.name,
        },
      }
      try {
        const { key, alias } = await resolveKey(kms, context, keyId, 'any')
        const keyArn = `arn:aws:kms:${region}:${key.accountId}:key/${key.keyId}`
        const use = { key, alias, via: 'dynamodb', conditions: {} }
        await useKey({ authority }, context, { ...use, action: 'DescribeKey', states: 'any' })
        await useKey({ authority }, context, {
          ...use,
          action: 'CreateGrant',
          states: 'usable',
          conditions: {
            'kms:GrantIsForAWSResource': 'true',
            'kms:GrantOperations': operations,
            'kms:GranteePrincipal': service,
            'kms:RetiringPrincipal': service,
            'kms:GrantConstraintType': 'EncryptionContextSubset',
            ...contextConditions(constraints.EncryptionContextSubset),
          },
          grant: { context: undefined, child: { operations, constraints } },
        })
        if (key.spec !== 'SYMMETRIC_DEFAULT') {
          throw kmsError(
            'InvalidKeyUsageException',
            'EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key',
          )
        }
        const { grantId } = await kms.grants.create({
          accountId: key.accountId,
          keyId: key.keyId,
          grantee: service,
          retiring: service,
          operations,
          constraints,
          issuer: `arn:aws:iam::${context.caller.accountId}:root`,
        })
        return { keyArn, grantId }
      } catch (error) {
        if (error instanceof ApiError) throw tableKeyRefused(error, random.uuid())
        throw error
      }
    },

    async release(encryption) {
      if (encryption === undefined) return
      const [, accountId = '', keyId = ''] = arnForm.exec(encryption.keyArn) ?? []
      const grant = await kms.grants.find({ accountId, keyId, grantId: encryption.grantId })
      if (grant !== undefined) await kms.grants.remove(grant)
    },
  }
}
