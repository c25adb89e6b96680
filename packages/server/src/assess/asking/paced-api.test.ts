import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pacedApi } from './paced-api.ts'
import type { OperationName } from './operations.ts'
import type { Answer, Api } from './ports.ts'

const pace = {
  calmInterval: 15,
  interval: 25,
  busyInterval: 105,
  calmShare: 0.2,
  promptAnswer: 10,
  restFactor: 3,
  longestRest: 100,
}

describe('an API with a pace', () => {
  /** Sends requests that take so many ms each, and tells when they left. */
  async function left(
    takes: readonly number[],
    options: {
      asked?: OperationName
      sleeps?: boolean
      answers?: boolean
      /** Of the server before each request. */
      shares?: readonly number[]
    } = {},
  ): Promise<readonly number[]> {
    const { asked = 'sts:GetCallerIdentity', sleeps = true, answers = true } = options
    let now = 1000
    const times: number[] = []
    const api: Api = {
      send<Name extends OperationName>() {
        now += takes[times.length] ?? 0
        times.push(now - 1000)
        return answers
          ? Promise.resolve({ output: {}, requestId: undefined } as Answer<Name>)
          : Promise.reject(new Error('no such thing'))
      },
      close: () => undefined,
    }
    const paced = pacedApi(api, {
      pace,
      clock: { monotonic: () => now },
      sleep: (ms) => {
        if (!sleeps) return Promise.reject(new Error('interrupted'))
        now += ms
        return Promise.resolve()
      },
      serverShare: () => Promise.resolve(options.shares?.[times.length]),
    })
    for (const _ of takes) await paced.send(asked, {}).catch(() => undefined)
    return times.map((time, index) => time - (takes[index] ?? 0))
  }

  it('lets a request leave at once, and the next after the interval', async () => {
    assert.deepEqual(await left([10, 10, 10, 10]), [0, 25, 50, 75])
  })

  it('adds no rest to what takes long by its nature', async () => {
    assert.deepEqual(await left([40, 40, 40], { asked: 'kms:CreateKey' }), [0, 40, 80])
  })

  it('rests the longer, the longer reads take', async () => {
    // After the third the median is 20: three times the ten beyond what is prompt.
    assert.deepEqual(await left([20, 20, 20, 20]), [0, 50, 100, 150])
    assert.deepEqual(await left([1000, 1000, 1000]), [0, 1100, 2200])
  })

  it('counts the reads that are refused', async () => {
    assert.deepEqual(await left([20, 20, 20], { answers: false }), [0, 50, 100])
  })

  it('goes by most of the latest answers, not by one', async () => {
    assert.deepEqual(await left([5, 5, 500, 5, 5]), [0, 25, 50, 550, 575])
  })

  it('leaves the more time, the busier the server is', async () => {
    const shares = (share: number) => [share, share, share]
    assert.deepEqual(await left([10, 10, 10], { shares: shares(0) }), [0, 15, 30])
    assert.deepEqual(await left([10, 10, 10], { shares: shares(0.2) }), [0, 15, 30])
    assert.deepEqual(await left([10, 10, 10], { shares: shares(0.6) }), [0, 60, 120])
    assert.deepEqual(await left([10, 10, 10], { shares: shares(1) }), [0, 105, 210])
  })

  it('goes by what the server does now', async () => {
    const shares = [0, 0, 1, 1, 0, 0]
    assert.deepEqual(await left([10, 10, 10, 10, 10, 10], { shares }), [0, 15, 120, 225, 240, 255])
  })

  it('lets each of those that are sent at once wait for its turn', async () => {
    const times: number[] = []
    const api: Api = {
      send<Name extends OperationName>() {
        return Promise.resolve({ output: {}, requestId: undefined } as Answer<Name>)
      },
      close: () => undefined,
    }
    const paced = pacedApi(api, {
      pace,
      clock: { monotonic: () => 1000 },
      sleep: (ms) => {
        times.push(ms)
        return Promise.resolve()
      },
      serverShare: () => Promise.resolve(1),
    })
    await Promise.all([1, 2, 3].map(() => paced.send('sts:GetCallerIdentity', {})))
    assert.deepEqual(times, [105, 210])
  })

  it('sends still when no sleep is to be had any more', async () => {
    assert.deepEqual(await left([10, 10, 10], { sleeps: false }), [0, 10, 20])
  })
})
