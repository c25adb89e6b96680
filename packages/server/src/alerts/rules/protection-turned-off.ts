import { principalOf, resourceOf } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const protectionTurnedOff = plainRule(
  {
    name: 'protection-turned-off',
    severity: 'high',
    description: 'the deletion protection of a table was turned off',
    pattern: succeeded('dynamodb', ['UpdateTable'], {
      requestParameters: { deletionProtectionEnabled: [false] },
    }),
  },
  ({ detail }) => {
    const table = resourceOf(detail, 'AWS::DynamoDB::Table', 'tableName')
    return `${principalOf(detail)} turned the deletion protection of ${table} off`
  },
)
