import { aside, type InternalCall } from '../audit/index.ts'
import type { DataKeySource } from '../engine/index.ts'
import { ApiError } from '../errors/index.ts'
import type { TableKeyService } from '../services/dynamodb/index.ts'
import { keyArnOf } from './table-key-source.ts'

/** Told of each use that DynamoDB makes of KMS. */
export type NoteUse = (operation: string, call: InternalCall) => void

const dynamodb = 'dynamodb.amazonaws.com'

/**
 * What the engine asks of KMS, with a record for each call. What KMS commits for it is not the change that
 * the request under way asks for.
 */
export function recordedDataKeys(
  source: Required<DataKeySource>,
  note: NoteUse,
): Required<DataKeySource> {
  return {
    generate: (context, keyArn) =>
      noted(
        note,
        'GenerateDataKey',
        {
          resource: keyArn,
          input: { KeyId: keyArn, EncryptionContext: context, KeySpec: 'AES_256' },
        },
        () => source.generate(context, keyArn),
      ),
    unwrap: (wrapped, context) =>
      noted(
        note,
        'Decrypt',
        { resource: keyArnOf(wrapped), input: { EncryptionContext: context } },
        () => source.unwrap(wrapped, context),
      ),
    check: (wrapped, context) => aside(() => source.check(wrapped, context)),
  }
}

/** The choice of a table's key makes a grant by the caller's right. */
export function recordedTableKeys(keys: TableKeyService, note: NoteUse): TableKeyService {
  return {
    async choose(context, table, choice) {
      const chosen = await aside(() => keys.choose(context, table, choice))
      const { keyArn } = chosen
      const input = { KeyId: keyArn, GranteePrincipal: `dynamodb.${context.region}.amazonaws.com` }
      note('CreateGrant', { service: dynamodb, caller: context.caller, input, resource: keyArn })
      return chosen
    },
    release: (encryption) => aside(() => keys.release(encryption)),
  }
}

/** Runs a call and notes how it ended. One without a KMS key above it is none of KMS's. */
async function noted<Result>(
  note: NoteUse,
  operation: string,
  { resource, input }: { resource: string | undefined; input: InternalCall['input'] },
  work: () => Promise<Result>,
): Promise<Result> {
  if (resource === undefined) return aside(work)
  const call = { service: dynamodb, caller: undefined, input, resource }
  try {
    const result = await aside(work)
    note(operation, call)
    return result
  } catch (error) {
    if (error instanceof ApiError) note(operation, { ...call, error })
    throw error
  }
}
