import { invalidParameters, validation } from '../../errors/index.ts'
import type { UpdateTableInput } from '../../generated/dynamodb/index.ts'
import { keyChoice } from './encryption.ts'
import { isEmpty } from './empty-structure.ts'
import { checkStreamUpdate } from './stream-specification.ts'
import { refuseUnsupported } from './unsupported.ts'
import { checkIndexUpdates } from './update-indexes.ts'

/**
 * The rules on which members of UpdateTable may come together, in the service's order of precedence.
 * They need no table. Throws a validation error.
 */
export function checkUpdateMembers(input: UpdateTableInput): void {
  refuseUnsupported(input, [
    'ReplicaUpdates',
    'MultiRegionConsistency',
    'GlobalTableWitnessUpdates',
    'GlobalTableSettingsReplicationMode',
    'VectorIndexUpdates',
    'DisassociationProtectionEnabled',
  ])
  const given = givenMembers(input)
  if (given.size === 0) {
    throw validation(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    )
  }
  keyChoice(input.SSESpecification)
  checkAlone(input, given)
  if (input.StreamSpecification) checkStreamUpdate(input.StreamSpecification)
  checkIndexUpdates(input.GlobalSecondaryIndexUpdates)
}

type Member = keyof UpdateTableInput

const changing: readonly Member[] = [
  'SSESpecification',
  'TableClass',
  'DeletionProtectionEnabled',
  'WarmThroughput',
  'OnDemandThroughput',
  'BillingMode',
  'ProvisionedThroughput',
  'StreamSpecification',
  'GlobalSecondaryIndexUpdates',
]

/** The members that ask for a change. A structure without members is passed over beside others. */
function givenMembers(input: UpdateTableInput): Set<Member> {
  const given = new Set(changing.filter((name) => input[name] !== undefined))
  if (input.GlobalSecondaryIndexUpdates?.length === 0 && given.size === 1) given.clear()
  for (const name of ['WarmThroughput', 'OnDemandThroughput'] as const) {
    if (given.size > 1 && isEmpty(input[name])) given.delete(name)
  }
  return given
}

function checkAlone(input: UpdateTableInput, given: ReadonlySet<Member>): void {
  const others = given.size > 1
  const updates = input.GlobalSecondaryIndexUpdates ?? []
  if (given.has('SSESpecification') && others) {
    throw invalidParameters(
      'Server-Side Encryption modification must be the only operation in the request',
    )
  }
  if (given.has('TableClass') && others) {
    throw invalidParameters('TableClass modification must be the only operation in the request')
  }
  if (given.has('DeletionProtectionEnabled') && others) {
    throw invalidParameters(
      'DeletionProtection modification must be the only operation in the request',
    )
  }
  if (given.has('WarmThroughput') && others) {
    throw invalidParameters(
      updates.some(({ Create }) => Create !== undefined)
        ? 'Create global secondary index cannot be specified when updating WarmThroughput'
        : 'WarmThroughput must be the only operation in the request',
    )
  }
  if (given.has('OnDemandThroughput') && [...given].some((name) => !onDemandMates.has(name))) {
    throw invalidParameters(
      'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
    )
  }
  const units = given.has('ProvisionedThroughput') || input.BillingMode === 'PROVISIONED'
  if (given.has('StreamSpecification') && units) {
    throw invalidParameters('You cannot modify stream status while updating table IOPS')
  }
  if (!updates.some(({ Create, Delete }) => Create !== undefined || Delete !== undefined)) return
  if (given.has('ProvisionedThroughput')) {
    throw invalidParameters('You cannot create or delete index while updating table IOPS')
  }
  if (given.has('StreamSpecification')) {
    throw invalidParameters('You cannot create or delete index while changing stream status')
  }
}

const onDemandMates: ReadonlySet<Member> = new Set(['OnDemandThroughput', 'BillingMode'])
