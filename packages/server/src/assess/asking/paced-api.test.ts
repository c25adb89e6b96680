import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pacedApi } from './paced-api.ts'
import type { OperationName } from './operations.ts'
import type { Answer, Api } from './ports.ts'

describe('an API with a pace', () => {
  const asked = 'sts:GetCallerIdentity'

  /** Sends `count` requests that each take `takes` ms, and tells when they left. */
  async function left(count: number, takes: number, sleeps = true): Promise<readonly number[]> {
    let now = 1000
    const times: number[] = []
    const api: Api = {
      send<Name extends OperationName>() {
        times.push(now - 1000)
        now += takes
        return Promise.resolve({ output: {}, requestId: undefined } as Answer<Name>)
      },
      close: () => undefined,
    }
    const paced = pacedApi(api, 25, { monotonic: () => now }, (ms) => {
      if (!sleeps) return Promise.reject(new Error('interrupted'))
      now += ms
      return Promise.resolve()
    })
    for (let sent = 0; sent < count; sent++) await paced.send(asked, {})
    return times
  }

  it('lets a request leave at once, and the next after the interval', async () => {
    assert.deepEqual(await left(4, 10), [0, 25, 50, 75])
  })

  it('adds no rest to what takes longer', async () => {
    assert.deepEqual(await left(3, 40), [0, 40, 80])
  })

  it('sends still when no sleep is to be had any more', async () => {
    assert.deepEqual(await left(3, 10, false), [0, 10, 20])
  })
})
