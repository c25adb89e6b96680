import { principalOf, textParameter } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const loggingStopped = plainRule(
  {
    name: 'logging-stopped',
    severity: 'critical',
    description: 'a trail was stopped or deleted',
    pattern: succeeded('cloudtrail', ['StopLogging', 'DeleteTrail']),
  },
  ({ detail }) => {
    const did = detail.eventName === 'DeleteTrail' ? 'deleted' : 'stopped'
    return `${principalOf(detail)} ${did} the trail ${textParameter(detail, 'name') ?? ''}`
  },
)
