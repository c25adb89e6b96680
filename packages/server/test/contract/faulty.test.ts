import { setImmediate as turn } from 'node:timers/promises'
import { contractSuite } from '../../src/storage/contract-suite.ts'
import { faultyStore } from '../../src/storage/faulty/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'

const forgetful = 'the memory store forgets everything on close'
const pause = async (): Promise<void> => {
  await turn()
}

// Without faults the wrapper is a store; delays alone may reorder calls but break no promise.
for (const rates of [{}, { delay: 0.3 }]) {
  contractSuite({
    name: `faulty(${JSON.stringify(rates)})`,
    capabilities: {
      durable: { missing: forgetful },
      bounded: true,
    },
    create: (bounds) =>
      Promise.resolve({
        store: faultyStore(openMemoryStore(bounds), { seed: 1, rates, pause }),
        reopen: () => Promise.reject(new Error(forgetful)),
        dispose: () => Promise.resolve(),
      }),
  })
}
