import type { EventFacts } from './event-facts.ts'
import type { EventSelectors, FieldSelector } from './selectors.ts'

/**
 * The slow and obviously right twin of the compiled selectors: reads them word by word, for each event anew.
 */
export function naivelyWants(selectors: EventSelectors, event: EventFacts): boolean {
  if (selectors.kind === 'advanced') {
    return selectors.selectors.some(({ FieldSelectors }) => {
      const resources = event.resources.length === 0 ? [undefined] : event.resources
      return resources.some((resource) =>
        FieldSelectors.every((selector) => holds(selector, event, resource)),
      )
    })
  }
  for (const selector of selectors.selectors) {
    if (selector.ReadWriteType === 'ReadOnly' && !event.readOnly) continue
    if (selector.ReadWriteType === 'WriteOnly' && event.readOnly) continue
    if (event.category === 'Management') {
      if (!selector.IncludeManagementEvents) continue
      if (selector.ExcludeManagementEventSources.includes(event.eventSource)) continue
      return true
    }
    for (const { Values } of selector.DataResources) {
      for (const value of Values) {
        for (const { type, ARN } of event.resources) {
          if (!type.startsWith('AWS::DynamoDB::')) continue
          if (value === 'arn:aws:dynamodb') return true
          if (ARN === value || ARN.startsWith(`${value}/`)) return true
        }
      }
    }
  }
  return false
}

function holds(
  selector: FieldSelector,
  event: EventFacts,
  resource: { readonly type: string; readonly ARN: string } | undefined,
): boolean {
  if (selector.Field === 'resources.type') {
    const [wanted] = selector.Equals ?? []
    if (resource === undefined) return false
    if (wanted === 'AWS::DynamoDB::Table' && resource.type === 'AWS::DynamoDB::Stream') return true
    return resource.type === wanted
  }
  const text = {
    eventCategory: event.category,
    readOnly: String(event.readOnly),
    eventName: event.eventName,
    eventSource: event.eventSource,
    eventType: event.eventType ?? 'AwsApiCall',
    'resources.ARN': resource?.ARN,
    'userIdentity.arn': event.userIdentityArn,
    sessionCredentialFromConsole: undefined,
  }[selector.Field]
  const {
    Equals,
    StartsWith,
    EndsWith,
    NotEquals = [],
    NotStartsWith = [],
    NotEndsWith = [],
  } = selector
  const asked = Equals !== undefined || StartsWith !== undefined || EndsWith !== undefined
  if (text === undefined) return !asked
  const found =
    (Equals ?? []).some((value) => text === value) ||
    (StartsWith ?? []).some((value) => text.startsWith(value)) ||
    (EndsWith ?? []).some((value) => text.endsWith(value))
  const ruledOut =
    NotEquals.some((value) => text === value) ||
    NotStartsWith.some((value) => text.startsWith(value)) ||
    NotEndsWith.some((value) => text.endsWith(value))
  return (!asked || found) && !ruledOut
}
