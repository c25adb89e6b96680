import { unreachable } from '../../base/index.ts'
import type { EventFacts } from './event-facts.ts'
import {
  operators,
  type AdvancedSelector,
  type BasicSelector,
  type EventSelectors,
  type FieldSelector,
  type Operator,
} from './selectors.ts'

/** Whether a trail wants an event. Made once from valid selectors, asked for every event. */
export interface CompiledSelectors {
  /** Whether any selector is of data events. */
  readonly data: boolean
  wants(event: EventFacts): boolean
}

type Predicate = (event: EventFacts) => boolean
type TextTest = (text: string | undefined) => boolean

export const tableType = 'AWS::DynamoDB::Table'
export const streamType = 'AWS::DynamoDB::Stream'
/** The value of a basic selector that means every table. */
export const everyTable = 'arn:aws:dynamodb'

export function compileSelectors(selectors: EventSelectors): CompiledSelectors {
  const management: Predicate[] = []
  const data: Predicate[] = []
  if (selectors.kind === 'basic') {
    for (const selector of selectors.selectors) {
      if (selector.IncludeManagementEvents) management.push(basicManagement(selector))
      if (selector.DataResources.length > 0) data.push(basicData(selector))
    }
  } else {
    for (const selector of selectors.selectors) {
      const category = selector.FieldSelectors.find(({ Field }) => Field === 'eventCategory')
      const list = category?.Equals?.[0] === 'Data' ? data : management
      list.push(advanced(selector))
    }
  }
  return {
    data: data.length > 0,
    wants: (event) =>
      (event.category === 'Data' ? data : management).some((predicate) => predicate(event)),
  }
}

function basicManagement(selector: BasicSelector): Predicate {
  const excluded = new Set(selector.ExcludeManagementEventSources)
  const rightWay = basicWay(selector)
  return (event) => rightWay(event) && !excluded.has(event.eventSource)
}

/** Reads of a stream count as reads of its table, whose ARN that of the stream begins with. */
function basicData(selector: BasicSelector): Predicate {
  const values = selector.DataResources.flatMap(({ Values }) => Values)
  const every = values.includes(everyTable)
  const exact = new Set(values)
  const rightWay = basicWay(selector)
  return (event) =>
    rightWay(event) &&
    event.resources.some(({ type, ARN }) => {
      if (type !== tableType && type !== streamType) return false
      return every || exact.has(ARN) || exact.has(tableOf(ARN))
    })
}

/** `arn:aws:dynamodb:…:table/name` of an ARN of the table, its stream or an index. */
function tableOf(arn: string): string {
  const name = arn.indexOf('/') + 1
  const end = arn.indexOf('/', name)
  return end < 0 ? arn : arn.slice(0, end)
}

function basicWay({ ReadWriteType }: BasicSelector): Predicate {
  switch (ReadWriteType) {
    case 'All':
      return () => true
    case 'ReadOnly':
      return ({ readOnly }) => readOnly
    case 'WriteOnly':
      return ({ readOnly }) => !readOnly
    default:
      return unreachable(ReadWriteType)
  }
}

/**
 * All field selectors must hold. Those about resources must hold of one and the same resource, so that an
 * event of several tables is kept as long as one of them is chosen.
 */
function advanced({ FieldSelectors }: AdvancedSelector): Predicate {
  const ofEvent: Predicate[] = []
  const ofResource: ((resource: { type: string; ARN: string }) => boolean)[] = []
  for (const selector of FieldSelectors) {
    const test = textTest(selector)
    switch (selector.Field) {
      case 'eventCategory':
        break
      case 'resources.type':
        ofResource.push(typeTest(selector))
        break
      case 'resources.ARN':
        ofResource.push(({ ARN }) => test(ARN))
        break
      case 'readOnly':
        ofEvent.push(({ readOnly }) => test(readOnly ? 'true' : 'false'))
        break
      case 'eventName':
        ofEvent.push(({ eventName }) => test(eventName))
        break
      case 'eventSource':
        ofEvent.push(({ eventSource }) => test(eventSource))
        break
      case 'eventType':
        ofEvent.push(({ eventType = 'AwsApiCall' }) => test(eventType))
        break
      case 'userIdentity.arn':
        ofEvent.push(({ userIdentityArn }) => test(userIdentityArn))
        break
      case 'sessionCredentialFromConsole':
        // No session comes from a console here, so that no record has the member.
        ofEvent.push(() => test(undefined))
        break
      default:
        throw new Error(`an unknown field was let through: ${selector.Field}`)
    }
  }
  const resource = (one: { type: string; ARN: string }): boolean =>
    ofResource.every((test) => test(one))
  return (event) =>
    ofEvent.every((predicate) => predicate(event)) &&
    (ofResource.length === 0 || event.resources.some(resource))
}

/** Who chooses tables gets what was read from their streams too. */
function typeTest({ Equals = [] }: FieldSelector): (resource: { type: string }) => boolean {
  const [wanted] = Equals
  return ({ type }) => type === wanted || (wanted === tableType && type === streamType)
}

const matches: Readonly<Record<Operator, (text: string, value: string) => boolean>> = {
  Equals: (text, value) => text === value,
  StartsWith: (text, value) => text.startsWith(value),
  EndsWith: (text, value) => text.endsWith(value),
  NotEquals: (text, value) => text === value,
  NotStartsWith: (text, value) => text.startsWith(value),
  NotEndsWith: (text, value) => text.endsWith(value),
}

/** Any of what is asked for, where anything is, and none of what is ruled out. What is absent matches nothing. */
function textTest(selector: FieldSelector): TextTest {
  const wanted: ((text: string) => boolean)[] = []
  const unwanted: ((text: string) => boolean)[] = []
  for (const operator of operators) {
    const values = selector[operator]
    if (values === undefined) continue
    const match = matches[operator]
    const exact = operator === 'Equals' || operator === 'NotEquals' ? new Set(values) : undefined
    const list = operator.startsWith('Not') ? unwanted : wanted
    list.push(
      exact === undefined
        ? (text) => values.some((value) => match(text, value))
        : (text) => exact.has(text),
    )
  }
  return (text) => {
    if (text === undefined) return wanted.length === 0
    return (
      (wanted.length === 0 || wanted.some((test) => test(text))) &&
      !unwanted.some((test) => test(text))
    )
  }
}
