import type { TableDescriptor, TableEncryption, TableName } from '../../engine/index.ts'
import { invalidParameters } from '../../errors/index.ts'
import type { SSESpecification } from '../../generated/dynamodb/index.ts'
import type { RequestContext } from '../operation.ts'

/** Which key a request wants above a table: undefined is the service's own. */
export type KeyChoice =
  | undefined
  /** As the request names it: id, ARN or alias; undefined is the account's `aws/dynamodb`. */
  | { readonly keyId: string | undefined }

/** What the operations on tables need of KMS, with the caller's rights. Filled by `app/`. */
export interface TableKeyService {
  /**
   * Finds the key, asks whether the caller may have it used for the table, and makes the grant by which
   * the service uses it. Rejects with DynamoDB's own errors.
   */
  choose(
    context: RequestContext,
    table: TableName,
    choice: { readonly keyId: string | undefined },
  ): Promise<Pick<TableEncryption, 'keyArn' | 'grantId'>>
  /** Retires the grant, when the table is gone or has another key. */
  release(encryption: Pick<TableEncryption, 'keyArn' | 'grantId'> | undefined): Promise<void>
}

/** Takes the grant back when what it was made for does not come about. */
export async function withGrant<Result>(
  keys: Pick<TableKeyService, 'release'>,
  encryption: Pick<TableEncryption, 'keyArn' | 'grantId'> | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    await keys.release(encryption)
    throw error
  }
}

/** The rules on SSESpecification, in the service's order. */
export function keyChoice(specification: SSESpecification | undefined): KeyChoice {
  const { Enabled, SSEType, KMSMasterKeyId: keyId } = specification ?? {}
  if (Enabled === false) {
    if (SSEType !== undefined)
      throw invalidParameters('SSEType can not be specified if Enabled is false')
    if (keyId !== undefined) {
      throw invalidParameters('KMSMasterKeyId can not be specified if Enabled is false')
    }
    return undefined
  }
  if (SSEType === 'AES256') throw invalidParameters('SSEType AES256 is not supported')
  if (keyId !== undefined && SSEType === undefined) {
    throw invalidParameters('SSEType KMS is required if KMSMasterKeyId is specified')
  }
  return Enabled === true || SSEType === 'KMS' ? { keyId } : undefined
}

/** Refuses the key that the table has already, where the request names it by its ARN. */
export function checkOtherKey(table: TableDescriptor, choice: KeyChoice): void {
  if (choice?.keyId === undefined || choice.keyId !== table.encryption?.keyArn) return
  throw invalidParameters(
    'Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key',
  )
}

/** `SSEDescription`; absent for a table under the service's own key. `changing`: a change has begun. */
export function sseDescription(
  encryption: TableEncryption | undefined,
  changing = false,
): object | undefined {
  if (encryption === undefined) return changing ? { Status: 'UPDATING', SSEType: 'KMS' } : undefined
  const { keyArn, inaccessibleSince } = encryption
  return {
    Status: changing ? 'UPDATING' : 'ENABLED',
    SSEType: 'KMS',
    KMSMasterKeyArn: keyArn,
    InaccessibleEncryptionDateTime:
      inaccessibleSince === undefined ? undefined : inaccessibleSince / 1000,
  }
}

/** `ArchivalSummary`; absent for a table that is not archived. */
export function archivalSummary(encryption: TableEncryption | undefined): object | undefined {
  if (encryption?.archivedAt === undefined) return undefined
  return {
    ArchivalDateTime: encryption.archivedAt / 1000,
    ArchivalReason: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
  }
}
