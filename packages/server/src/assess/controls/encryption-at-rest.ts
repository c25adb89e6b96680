import { pointInTimeRecovery, tableKeysUsable, tablesUnderKeys } from '../checks/at-rest.ts'
import { disabledKeyRefused, disabledKeyShutsTable } from '../checks/lost-key.ts'
import type { Control } from '../model.ts'

export const encryptionAtRest: Control = {
  id: 'encryption-at-rest',
  group: 'review',
  title: 'Encryption at rest',
  question: 'Are tables, indexes, streams and backups encrypted, and under whose key?',
  material:
    'Rows of tables, indexes and the log are sealed with AES-256-GCM under data keys of their table, which SSESpecification puts under a KMS key of yours; the store itself is encrypted as well.',
  reached: {
    pass: 'Every table is under a key of the customer, and a disabled key shuts table, indexes and stream.',
    review: 'Tables are under a key of the service, or what a lost key does was not waited for.',
    remediate: 'A table lost its key, a disabled key was used, or backups are missing.',
  },
  checks: [
    tablesUnderKeys,
    tableKeysUsable,
    disabledKeyRefused,
    disabledKeyShutsTable,
    pointInTimeRecovery,
  ],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html',
  ],
}
