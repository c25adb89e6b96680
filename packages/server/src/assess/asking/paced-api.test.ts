import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pacedApi } from './paced-api.ts'
import type { OperationName } from './operations.ts'
import type { Answer, Api } from './ports.ts'

const pace = { interval: 25, promptAnswer: 10, restFactor: 3, longestRest: 100 }

describe('an API with a pace', () => {
  /** Sends requests that take so many ms each, and tells when they left. */
  async function left(
    takes: readonly number[],
    options: { asked?: OperationName; sleeps?: boolean; answers?: boolean } = {},
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
    const paced = pacedApi(api, pace, { monotonic: () => now }, (ms) => {
      if (!sleeps) return Promise.reject(new Error('interrupted'))
      now += ms
      return Promise.resolve()
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

  it('sends still when no sleep is to be had any more', async () => {
    assert.deepEqual(await left([10, 10, 10], { sleeps: false }), [0, 10, 20])
  })
})
