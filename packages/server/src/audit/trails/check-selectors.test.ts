import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSelectors, type RequestedSelectors } from './check-selectors.ts'
import type { FieldSelector } from './selectors.ts'

function refused(requested: RequestedSelectors, message: RegExp): void {
  assert.throws(() => checkSelectors(requested), {
    code: 'InvalidEventSelectorsException',
    message,
  })
}

function advanced(...FieldSelectors: FieldSelector[]): RequestedSelectors {
  return { AdvancedEventSelectors: [{ FieldSelectors }] }
}

const dataOf = { Field: 'eventCategory', Equals: ['Data'] }
const tables = { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] }

test('what a basic selector leaves out is filled in', () => {
  assert.deepEqual(checkSelectors({ EventSelectors: [{}] }), {
    kind: 'basic',
    selectors: [
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources: [],
      },
    ],
  })
})

test('basic selectors that mean nothing, or what is not here, are refused', () => {
  const values = (Type: string, ...Values: string[]): RequestedSelectors => ({
    EventSelectors: [{ DataResources: [{ Type, Values }] }],
  })
  refused({}, /must not be empty/)
  refused({ EventSelectors: [], AdvancedEventSelectors: [] }, /must not be empty/)
  refused({ EventSelectors: [{}], ...advanced(dataOf, tables) }, /in the same request/)
  refused({ EventSelectors: [{}, {}, {}, {}, {}, {}] }, /at most 5/)
  refused(
    { EventSelectors: [{ IncludeManagementEvents: false }] },
    /^Invalid combination of parameters in EventSelectors\. When includeManagementEvents is false, DataResources must not be empty\.$/,
  )
  refused({ EventSelectors: [{ ExcludeManagementEventSources: ['iam.amazonaws.com'] }] }, /iam/)
  refused(values('AWS::S3::Object', 'arn:aws:s3'), /no resources of type AWS::S3::Object/)
  refused(values('AWS::DynamoDB::Stream', 'arn:aws:dynamodb'), /DataResources\.Type is invalid/)
  refused(values('AWS::DynamoDB::Table'), /must not be empty/)
  refused(
    values('AWS::DynamoDB::Table', 'arn:aws:dynamodb:*'),
    /^Value arn:aws:dynamodb:\* for DataResources\.Values is invalid\.$/,
  )
  const many = Array.from({ length: 251 }, () => 'arn:aws:dynamodb')
  refused(values('AWS::DynamoDB::Table', ...many), /exceeds the limit of 250/)
  assert(checkSelectors(values('AWS::DynamoDB::Table', ...many.slice(1))))
})

test('advanced selectors that mean nothing, or what is not here, are refused', () => {
  const all = { Field: 'eventCategory', Equals: ['Management'] }
  refused(advanced(tables), /must have an eventCategory/)
  refused(advanced({ Field: 'eventCategory', StartsWith: ['Data'] }, tables), /eventCategory/)
  refused(advanced({ Field: 'eventCategory', Equals: ['NetworkActivity'] }), /no events of cat/)
  refused(advanced({ Field: 'eventCategory', Equals: ['constructor'] }), /no events of category/)
  refused(advanced({ ...dataOf, Equals: ['Data', 'Management'] }, tables), /exactly one value/)
  refused(advanced(dataOf), /resources\.type field is required/)
  refused(advanced(dataOf, { ...tables, Equals: ['AWS::S3::Object'] }), /AWS::S3::Object/)
  refused(advanced(dataOf, tables, tables), /more than once/)
  refused(advanced(dataOf, tables, { Field: 'eventName' }), /at least one operator/)
  refused(advanced(dataOf, tables, { Field: 'errorCode', Equals: ['x'] }), /errorCode is not valid/)
  refused(advanced(dataOf, tables, { Field: 'toString', Equals: ['x'] }), /toString is not valid/)
  refused(advanced(dataOf, tables, { Field: 'readOnly', NotEquals: ['true'] }), /NotEquals/)
  refused(advanced(all, { Field: 'resources.ARN', Equals: ['x'] }), /not valid for eventCategory/)
  refused(advanced(all, { Field: 'eventSource', NotEquals: ['iam.amazonaws.com'] }), /iam/)
  const many = Array.from({ length: 499 }, (_, index) => `n${String(index)}`)
  refused(advanced(dataOf, tables, { Field: 'eventName', Equals: many }), /limit of 500/)
  assert(checkSelectors(advanced(dataOf, tables, { Field: 'eventName', Equals: many.slice(1) })))
})
