import { principalOf, resourceOf } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const tableDeleted = plainRule(
  {
    name: 'table-deleted',
    severity: 'high',
    description: 'a table was deleted',
    pattern: succeeded('dynamodb', ['DeleteTable']),
  },
  ({ detail }) =>
    `${principalOf(detail)} deleted ${resourceOf(detail, 'AWS::DynamoDB::Table', 'tableName')}`,
)
