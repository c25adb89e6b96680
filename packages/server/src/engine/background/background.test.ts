import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLogger, type Logger, type Job } from '../../base/index.ts'
import { ManualClock } from './manual-clock.test-support.ts'
import { Background } from './background.ts'
import { runsHere } from './job.ts'

function setUp(options: Partial<Job> = {}, logger: Logger = silentLogger) {
  const clock = new ManualClock()
  const background = new Background(clock, logger, runsHere)
  const outcomes: ('more' | 'done' | Error)[] = []
  let steps = 0
  const handle = background.add({
    name: 'test',
    atStart: false,
    everyMs: 1000,
    restFactor: 3,
    async step() {
      steps++
      await turn()
      const outcome = outcomes.shift() ?? 'done'
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    ...options,
  })
  return {
    clock,
    background,
    handle,
    outcomes,
    steps: () => steps,
    async advance(ms: number) {
      clock.advance(ms)
      await settle()
    },
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn()
}

describe('background work', () => {
  it('runs when it is due, and again after the same time', async () => {
    const { advance, steps } = setUp()
    await advance(999)
    assert.equal(steps(), 0)
    await advance(1)
    assert.equal(steps(), 1)
    await advance(1000)
    assert.equal(steps(), 2)
  })

  it('runs at the start where it is to, and then only when it is woken', async () => {
    const { advance, steps, handle, clock } = setUp({ atStart: true, everyMs: undefined })
    await settle()
    assert.equal(steps(), 1)
    await advance(1_000_000)
    assert.equal(steps(), 1)
    assert.equal(clock.alarms, 0)
    handle.wake()
    await settle()
    assert.equal(steps(), 2)
  })

  it('runs once more when it is woken during a step, however often', async () => {
    const { advance, steps, handle } = setUp()
    handle.wake()
    handle.wake()
    handle.wake()
    await settle()
    assert.equal(steps(), 1)
    await advance(0)
    assert.equal(steps(), 2)
    await advance(0)
    assert.equal(steps(), 2)
  })

  it('rests between steps in proportion to the time that one took, and no wake cuts that short', async () => {
    const clock = new ManualClock()
    const background = new Background(clock, silentLogger, runsHere)
    let steps = 0
    const handle = background.add({
      name: 'slow',
      atStart: true,
      everyMs: undefined,
      restFactor: 3,
      step() {
        steps++
        clock.pass(100)
        return Promise.resolve('more')
      },
    })
    await settle()
    handle.wake()
    clock.advance(299)
    await settle()
    assert.equal(steps, 1)
    clock.advance(1)
    await settle()
    assert.equal(steps, 2)
    await background.stop()
  })

  it('logs a failure, and tries again after rests that double', async () => {
    const logged: unknown[] = []
    const logger = {
      ...silentLogger,
      error: (_event: string, error: unknown) => logged.push(error),
    }
    const failure = new Error('the disk is gone')
    const { advance, steps, outcomes, handle } = setUp({}, logger)
    outcomes.push(failure, failure, 'done')
    await advance(1000)
    assert.deepEqual(logged, [failure])
    handle.wake()
    await advance(999)
    assert.equal(steps(), 1)
    await advance(1)
    assert.equal(steps(), 2)
    await advance(1999)
    assert.equal(steps(), 2)
    await advance(1)
    assert.equal(steps(), 3)
    assert.equal(logged.length, 2)
  })

  it('ends after the step under way', async () => {
    const { background, clock, steps, outcomes, handle, advance } = setUp()
    outcomes.push('more')
    handle.wake()
    await background.stop()
    assert.equal(clock.alarms, 0)
    handle.wake()
    await advance(10_000)
    assert.equal(steps(), 1)
  })

  it('only passes wakes on where it is not to run', async () => {
    const clock = new ManualClock()
    const forwarded: string[] = []
    const forward = (job: string): void => {
      forwarded.push(job)
    }
    const background = new Background(clock, silentLogger, { runsHere: false, forward })
    const handle = background.add({
      name: 'elsewhere',
      atStart: true,
      everyMs: 1000,
      restFactor: 0,
      step: () => assert.fail('it is not to run here'),
    })
    handle.wake()
    await settle()
    clock.advance(10_000)
    assert.deepEqual(forwarded, ['elsewhere'])
    await background.stop()
  })
})
