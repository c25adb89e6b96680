import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { auditedServices } from '../../src/audit/index.ts'
import * as dynamodb from '../../src/generated/dynamodb/index.ts'
import * as streams from '../../src/generated/dynamodbstreams/index.ts'
import * as ec2 from '../../src/generated/ec2/index.ts'
import * as iam from '../../src/generated/iam/index.ts'
import * as kms from '../../src/generated/kms/index.ts'
import type { ShapeTable } from '../../src/generated/shape-table.ts'
import * as sts from '../../src/generated/sts/index.ts'
import { dynamodbService } from '../../src/services/dynamodb/index.ts'
import { iamService } from '../../src/services/iam/index.ts'
import { kmsService } from '../../src/services/kms/index.ts'
import type { BoundService } from '../../src/services/operation.ts'
import { streamsService } from '../../src/services/streams/index.ts'
import { stsService } from '../../src/services/sts/index.ts'
import { vpcEndpointService } from '../../src/services/vpc-endpoints/index.ts'

/** The names of operations are all that is asked of these. */
const nothing = {} as never

const served: readonly (readonly [BoundService, ShapeTable])[] = [
  [dynamodbService(nothing), dynamodb.shapeTable],
  [streamsService(nothing), streams.shapeTable],
  [iamService(nothing), iam.shapeTable],
  [stsService(nothing), sts.shapeTable],
  [vpcEndpointService(nothing), ec2.shapeTable],
  [kmsService(nothing), kms.shapeTable],
]

for (const [service, shapes] of served) {
  describe(service.targetPrefix ?? service.signingName, () => {
    const table = auditedServices[service.signingName]?.operations ?? {}
    for (const { name, inputShape } of service.operations.values()) {
      test(`says of every member of ${name} whether records may show it`, () => {
        const spec = table[name]
        assert.ok(spec, `${name} is missing from audit/operations`)
        const shape = shapes.shapes[inputShape]
        const members = shape?.type === 'structure' ? shape.members.map((each) => each.name) : []
        const said = [...spec.request, ...spec.leftOut]
        assert.deepEqual([...said].sort(), [...members].sort())
      })
    }
  })
}

test('knows every operation of DynamoDB, those that are not served included', () => {
  const known = Object.keys(auditedServices['dynamodb']?.operations ?? {})
  const named = [
    ...dynamodb.operationNames,
    'DescribeReservedCapacity',
    'DescribeReservedCapacityOfferings',
    'PurchaseReservedCapacityOfferings',
  ]
  for (const name of named) assert.ok(known.includes(name), name)
})
