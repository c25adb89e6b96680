import { limits } from '../../base/index.ts'
import { cloudTrailError, type ApiError } from '../../errors/index.ts'
import { streamType, tableType } from './compile.ts'
import { operators, type AdvancedSelector, type FieldSelector, type Operator } from './selectors.ts'

function invalid(message: string): ApiError {
  return cloudTrailError('InvalidEventSelectorsException', message)
}

interface FieldRule {
  readonly operators: readonly Operator[]
  /** The only values; absent: any. */
  readonly values?: readonly string[]
  /** Whether there must be exactly one value. */
  readonly single?: true
}

const booleans = ['true', 'false']
const any: FieldRule = { operators }
const yesOrNo: FieldRule = { operators: ['Equals'], values: booleans, single: true }

/** What a selector of each category may ask. */
const fields: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  Management: {
    eventCategory: { operators: ['Equals'], values: ['Management'], single: true },
    readOnly: yesOrNo,
    eventSource: {
      operators: ['NotEquals'],
      values: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
    },
  },
  Data: {
    eventCategory: { operators: ['Equals'], values: ['Data'], single: true },
    readOnly: yesOrNo,
    eventName: any,
    eventSource: any,
    eventType: any,
    'resources.type': { operators: ['Equals'], values: [tableType, streamType], single: true },
    'resources.ARN': any,
    'userIdentity.arn': any,
    sessionCredentialFromConsole: { operators: ['Equals', 'NotEquals'], values: booleans },
  },
}

/** Judges advanced event selectors. Throws InvalidEventSelectorsException. */
export function checkAdvanced(selectors: readonly AdvancedSelector[]): void {
  let count = 0
  for (const selector of selectors) count += checkSelector(selector)
  if (count > limits.selectorValues) {
    throw invalid(
      `The number of values for conditions across all advanced event selectors exceeds the limit of ${String(limits.selectorValues)}.`,
    )
  }
}

/** The number of values in its conditions. */
function checkSelector({ FieldSelectors }: AdvancedSelector): number {
  const category = FieldSelectors.find(({ Field }) => Field === 'eventCategory')?.Equals?.[0]
  if (category === undefined) {
    throw invalid('Each advanced event selector must have an eventCategory field with Equals.')
  }
  const rules = Object.hasOwn(fields, category) ? fields[category] : undefined
  if (rules === undefined) {
    throw invalid(`This server records no events of category ${category}.`)
  }
  const seen = new Set<string>()
  let count = 0
  for (const selector of FieldSelectors) {
    const { Field } = selector
    if (seen.has(Field)) throw invalid(`Field ${Field} is specified more than once in a selector.`)
    seen.add(Field)
    const rule = Object.hasOwn(rules, Field) ? rules[Field] : undefined
    if (rule === undefined) {
      throw invalid(`Field ${Field} is not valid for eventCategory ${category}.`)
    }
    count += checkField(selector, rule)
  }
  if (category === 'Data' && !seen.has('resources.type')) {
    throw invalid('The resources.type field is required for eventCategory Data.')
  }
  return count
}

function checkField(selector: FieldSelector, rule: FieldRule): number {
  const { Field } = selector
  const used = operators.filter((operator) => selector[operator] !== undefined)
  if (used.length === 0) throw invalid(`Field ${Field} must have at least one operator.`)
  const wrong = used.find((operator) => !rule.operators.includes(operator))
  if (wrong !== undefined) throw invalid(`Operator ${wrong} is not valid for field ${Field}.`)
  const values = used.flatMap((operator) => selector[operator] ?? [])
  if (rule.single === true && values.length !== 1) {
    throw invalid(`Field ${Field} must have exactly one value.`)
  }
  const odd = values.find((value) => rule.values?.includes(value) === false)
  if (odd !== undefined) throw invalid(`Value ${odd} is not valid for field ${Field}.`)
  return values.length
}
