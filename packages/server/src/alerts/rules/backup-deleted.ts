import { principalOf, textParameter } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const backupDeleted = plainRule(
  {
    name: 'backup-deleted',
    severity: 'high',
    description: 'a backup was deleted',
    pattern: succeeded('dynamodb', ['DeleteBackup']),
  },
  ({ detail }) =>
    `${principalOf(detail)} deleted the backup ${textParameter(detail, 'backupArn') ?? ''}`,
)
