import type { Secret } from '../base/index.ts'

/** What a wrapped key is bound to; the same pairs must be given to unwrap it. AWS's encryption context. */
export type EncryptionContext = Readonly<Record<string, string>>

/**
 * The port through which the engine gets the keys of its tables: what GenerateDataKey and Decrypt
 * are to DynamoDB. The plaintext is 32 bytes and belongs to the caller, who erases it.
 */
export interface DataKeySource {
  /**
   * `wrapped` is printable text that reveals nothing without the key above it: the KMS key of that
   * ARN, or the service's own.
   */
  generate(
    context: EncryptionContext,
    keyArn?: string,
  ): Promise<{ plaintext: Secret; wrapped: string }>
  /**
   * Rejects when the wrapping key is not available or the context differs: with an ApiError when
   * the key's state is the reason, which is then what the table's clients are told.
   */
  unwrap(wrapped: string, context: EncryptionContext): Promise<Secret>
  /** Whether {@link unwrap} would succeed, without doing it: rejects likewise. Absent: always. */
  check?(wrapped: string, context: EncryptionContext): Promise<void>
}
