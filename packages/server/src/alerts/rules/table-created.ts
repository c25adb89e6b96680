import { principalOf, resourceOf } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const tableCreated = plainRule(
  {
    name: 'table-created',
    severity: 'low',
    description: 'a table was created',
    pattern: succeeded('dynamodb', ['CreateTable']),
  },
  ({ detail }) =>
    `${principalOf(detail)} created ${resourceOf(detail, 'AWS::DynamoDB::Table', 'tableName')}`,
)
