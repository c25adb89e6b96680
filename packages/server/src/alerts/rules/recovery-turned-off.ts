import { principalOf, resourceOf } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const recoveryTurnedOff = plainRule(
  {
    name: 'recovery-turned-off',
    severity: 'high',
    description: 'point-in-time recovery of a table was turned off',
    pattern: succeeded('dynamodb', ['UpdateContinuousBackups'], {
      requestParameters: {
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: [false] },
      },
    }),
  },
  ({ detail }) => {
    const table = resourceOf(detail, 'AWS::DynamoDB::Table', 'tableName')
    return `${principalOf(detail)} turned the point-in-time recovery of ${table} off`
  },
)
