import { tablesUnderKeys } from '../checks/at-rest.ts'
import { disabledKeyShutsTable } from '../checks/lost-key.ts'
import type { Control } from '../model.ts'

export const needEncryptionAtRest: Control = {
  id: 'need-encryption-at-rest',
  group: 'need',
  title: 'Encryption at rest',
  question: 'Is stored data unreadable without keys of ours?',
  material: 'See the row of the same name.',
  reached: {
    pass: 'Every table is under a key of ours, which shuts it when it is disabled.',
    review: 'Tables are under a key of the service, or it was not waited for.',
    remediate: 'A disabled key was used.',
  },
  checks: [tablesUnderKeys, disabledKeyShutsTable],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html',
  ],
}
