import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ServerLoad } from './server-load.ts'

describe('the load of a server on this machine', () => {
  const window = 250

  /** A machine on which process 7 listens on port 8000, and its time. */
  function machine() {
    const state = { now: 1000, looks: 0, searches: 0, used: new Map([[7, 5000]]) }
    const host = {
      serverOn: (port: number) => {
        state.searches += 1
        return Promise.resolve(port === 8000 ? { ...server, pid: 7 } : undefined)
      },
      used: (pid: number) => {
        state.looks += 1
        return Promise.resolve(pid === 7 ? new Map(state.used) : undefined)
      },
    }
    const of = (port: number): ServerLoad =>
      new ServerLoad(host, port, { monotonic: () => state.now }, window)
    const goesOn = (ms: number, used: Readonly<Record<number, number>>): void => {
      state.now += ms
      for (const [pid, more] of Object.entries(used))
        state.used.set(Number(pid), (state.used.get(Number(pid)) ?? 0) + more)
    }
    return { state, of, goesOn }
  }
  const server = {
    uid: 1000,
    noNewPrivileges: true,
    capabilities: '0',
    seccomp: true,
    listeners: [],
  }

  it('is the share of a processor that it used between two looks', async () => {
    const { of, goesOn } = machine()
    const load = of(8000)
    assert.equal(await load.share(), undefined)
    goesOn(1000, { 7: 300 })
    assert.equal(await load.share(), 0.3)
    goesOn(500, { 7: 500 })
    assert.equal(await load.share(), 1)
    goesOn(500, {})
    assert.equal(await load.share(), 0)
  })

  it('is looked at once in a window', async () => {
    const { of, goesOn, state } = machine()
    const load = of(8000)
    await load.share()
    goesOn(250, { 7: 100 })
    assert.equal(await load.share(), 0.4)
    goesOn(249, { 7: 249 })
    assert.equal(await load.share(), 0.4)
    assert.equal(state.looks, 2)
    goesOn(1, { 7: 1 })
    assert.equal(await load.share(), 1)
    assert.equal(state.searches, 1)
  })

  it('is that of the busiest of its processes, and at most one processor', async () => {
    const { of, goesOn } = machine()
    const load = of(8000)
    goesOn(0, { 8: 100, 9: 100 })
    await load.share()
    goesOn(1000, { 7: 10, 8: 200, 9: 600, 10: 900 })
    // Of a process that is new it is not known when it began.
    assert.equal(await load.share(), 0.6)
    goesOn(1000, { 8: 1700 })
    assert.equal(await load.share(), 1)
  })

  it('is not known of a server elsewhere', async () => {
    const { of, goesOn, state } = machine()
    const load = of(9000)
    assert.equal(await load.share(), undefined)
    goesOn(1000, { 7: 1000 })
    assert.equal(await load.share(), undefined)
    assert.deepEqual([state.searches, state.looks], [1, 0])
  })
})
