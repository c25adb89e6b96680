import type { TestContext } from 'node:test'

const ends = new WeakMap<TestContext, (() => unknown)[]>()

/**
 * Does something when a test has ended, what was asked for last first: a folder is removed after the server that
 * was started in it has ended. Node's `after` goes from first to last, and a server writes into the folder meanwhile.
 */
export function atEnd(t: TestContext, action: () => unknown): void {
  const known = ends.get(t)
  if (known !== undefined) {
    known.push(action)
    return
  }
  const actions = [action]
  ends.set(t, actions)
  t.after(async () => {
    const failures: unknown[] = []
    for (const each of actions.reverse()) {
      try {
        await each()
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (failures.length > 0) throw failures[0]
  })
}
