import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiError } from '../../errors/index.ts'
import { ManualClock } from '../background/manual-clock.test-support.ts'
import { Meters } from './meters.ts'
import type { TableMeter } from './table-meter.ts'
import type { MeteredIndex, MeteredTable } from './metered.ts'

const global: MeteredIndex = {
  id: 1,
  name: 'gsi',
  kind: 'global',
  throughput: { read: 1, write: 1 },
}
const local: MeteredIndex = { id: 2, name: 'lsi', kind: 'local' }

function table(more: Partial<MeteredTable> = {}): MeteredTable {
  return {
    accountId: '000000000000',
    name: 'music',
    tableId: 'one',
    indexes: [global, local],
    billingMode: 'PROVISIONED',
    throughput: { read: 2, write: 2 },
    ...more,
  }
}

const region = 'eu-test-1'
const arn = 'arn:aws:dynamodb:eu-test-1:000000000000:table/music'

function meters(processes = 1): { clock: ManualClock; meters: Meters } {
  const clock = new ManualClock()
  return { clock, meters: new Meters({ processes, region }, clock) }
}

function meterOf(all: Meters, descriptor: MeteredTable): TableMeter {
  const meter = all.of(descriptor)
  assert.ok(meter)
  return meter
}

function refusalOf(action: () => void): ApiError {
  try {
    action()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  assert.fail('nothing was refused')
}

const spent = (units: number, ...indexes: [MeteredIndex, number][]) => ({ units, indexes })

describe('meters', () => {
  it('bound nothing without settings, and nothing of an on-demand table without maximums', () => {
    const clock = new ManualClock()
    assert.equal(new Meters(undefined, clock).of(table()), undefined)
    const onDemand = table({ billingMode: 'PAY_PER_REQUEST', indexes: [] })
    assert.equal(new Meters({ processes: 1, region }, clock).of(onDemand), undefined)
  })

  it('refuse reads of a provisioned table after its burst of 300 seconds, and name it', () => {
    const { clock, meters: all } = meters()
    const meter = meterOf(all, table())
    meter.chargeRead(spent(600))
    const refusal = refusalOf(() => {
      meter.admitRead(undefined)
    })
    assert.equal(refusal.code, 'ProvisionedThroughputExceededException')
    assert.equal(
      refusal.message,
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    )
    assert.deepEqual(refusal.members, {
      ThrottlingReasons: [{ reason: 'TableReadProvisionedThroughputExceeded', resource: arn }],
    })
    meter.admitWrite()
    meter.admitRead(global)
    clock.advance(1)
    meter.admitRead(undefined)
  })

  it('let local indexes consume from their table and global ones from their own', () => {
    const { meters: all } = meters()
    const meter = meterOf(all, table())
    meter.chargeRead(spent(0, [global, 299]))
    meter.admitRead(global)
    meter.chargeRead(spent(300, [local, 300], [global, 1]))
    assert.throws(() => {
      meter.admitRead(local)
    }, /for the table was exceeded/)
    const refusal = refusalOf(() => {
      meter.admitRead(global)
    })
    assert.match(refusal.message, /one or more global secondary indexes/)
    assert.deepEqual(refusal.members['ThrottlingReasons'], [
      { reason: 'IndexReadProvisionedThroughputExceeded', resource: `${arn}/index/gsi` },
    ])
  })

  it('hold a table back for a global index that cannot keep up', () => {
    const { meters: all } = meters()
    const meter = meterOf(all, table())
    meter.chargeWrite(spent(1, [global, 300]))
    meter.admitWrite()
    meter.admitIndexWrites(spent(1, [local, 1]))
    assert.throws(() => {
      meter.admitIndexWrites(spent(1, [global, 1]))
    }, /one or more global secondary indexes/)
    meter.refundWrite(spent(1, [global, 300]))
    meter.admitIndexWrites(spent(1, [global, 1]))
  })

  it('hold an on-demand table to its maximum, without a burst', () => {
    const { clock, meters: all } = meters()
    const meter = meterOf(
      all,
      table({ billingMode: 'PAY_PER_REQUEST', onDemandMaximum: { write: 5 } }),
    )
    meter.chargeRead(spent(1000))
    meter.admitRead(undefined)
    clock.advance(3_600_000)
    meter.chargeWrite(spent(5))
    const refusal = refusalOf(() => {
      meter.admitWrite()
    })
    assert.equal(refusal.code, 'ThrottlingException')
    assert.equal(
      refusal.message,
      'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
    )
    assert.deepEqual(refusal.members, {
      throttlingReasons: [{ reason: 'TableWriteMaxOnDemandThroughputExceeded', resource: arn }],
    })
  })

  it('keep what was consumed when the table changes, and forget it with the incarnation', () => {
    const { clock, meters: all } = meters()
    meterOf(all, table()).chargeWrite(spent(601))
    const raised = meterOf(all, table({ throughput: { read: 2, write: 1000 } }))
    assert.throws(() => {
      raised.admitWrite()
    })
    clock.advance(2)
    raised.admitWrite()
    meterOf(all, table({ tableId: 'two' })).admitWrite()
  })

  it('give each of several processes its share', () => {
    const { meters: all } = meters(4)
    const meter = meterOf(all, table())
    meter.chargeWrite(spent(149))
    meter.admitWrite()
    meter.chargeWrite(spent(1))
    assert.throws(() => {
      meter.admitWrite()
    })
  })
})
