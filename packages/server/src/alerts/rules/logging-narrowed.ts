import {
  parameter,
  principalOf,
  slot,
  textParameter,
  type AlertEvent,
  type Finding,
} from '../events/index.ts'
import { succeeded } from './patterns.ts'
import type { Rule } from './rule.ts'
import { coversSelectors, type ShownSelectors } from './shown-selectors.ts'

const trails = slot<ShownSelectors>('trail')

/** What a new trail selects: every management event. */
const standard: ShownSelectors = { basic: [{}], advanced: [] }

/** A trail that from now on holds less, proves less or goes elsewhere. What it selected is remembered. */
export const loggingNarrowed: Rule = {
  name: 'logging-narrowed',
  severity: 'critical',
  description: 'a trail records less than before, or elsewhere',
  pattern: succeeded('cloudtrail', [
    'CreateTrail',
    'DeleteTrail',
    'UpdateTrail',
    'PutEventSelectors',
  ]),
  async judge(event, memory) {
    const { detail } = event
    const id = `${event.account} ${nameOf(event)}`
    switch (detail.eventName) {
      case 'CreateTrail':
        memory.put(trails, id, standard)
        return []
      case 'DeleteTrail':
        memory.put(trails, id, undefined)
        return []
      case 'UpdateTrail':
        return updates(event)
      default: {
        const before = await memory.get(trails, id)
        const after = selectorsOf(event)
        memory.put(trails, id, after)
        if (before !== undefined && coversSelectors(after, before)) return []
        const sure = before === undefined ? 'may select' : 'selects'
        return [
          {
            message: `${principalOf(detail)} changed what the trail ${nameOf(event)} selects: it ${sure} less than before`,
          },
        ]
      }
    }
  },
}

const offs = [
  ['enableLogFileValidation', 'makes no digests, so that its files prove nothing'],
  ['includeGlobalServiceEvents', 'leaves out the events of IAM and STS'],
  ['isMultiRegionTrail', 'is of one region'],
] as const

function updates(event: AlertEvent): readonly Finding[] {
  const { detail } = event
  const found: string[] = offs
    .filter(([name]) => parameter(detail, name) === false)
    .map(([, what]) => what)
  for (const name of ['s3BucketName', 's3KeyPrefix'] as const) {
    const value = textParameter(detail, name)
    if (value !== undefined) found.push(`is delivered to ${name} ${JSON.stringify(value)}`)
  }
  if (found.length === 0) return []
  const trail = nameOf(event)
  return [{ message: `${principalOf(detail)} changed the trail ${trail}: it ${found.join(', ')}` }]
}

/** By name, as which it is created; other operations take its ARN too. */
function nameOf({ detail }: AlertEvent): string {
  const name = textParameter(detail, 'name') ?? textParameter(detail, 'trailName') ?? ''
  return name.slice(name.lastIndexOf('/') + 1)
}

function selectorsOf({ detail }: AlertEvent): ShownSelectors {
  const list = (name: string): readonly unknown[] => {
    const value = parameter(detail, name)
    return Array.isArray(value) ? value : []
  }
  return {
    basic: list('eventSelectors') as ShownSelectors['basic'],
    advanced: list('advancedEventSelectors') as ShownSelectors['advanced'],
  }
}
