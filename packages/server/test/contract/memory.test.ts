import { contractSuite } from '../../src/storage/contract-suite.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'

contractSuite({
  name: 'memory',
  capabilities: {
    durable: { missing: 'the memory store forgets everything on close' },
    bounded: true,
  },
  create: (bounds) =>
    Promise.resolve({
      store: openMemoryStore(bounds),
      reopen: () => Promise.reject(new Error('the memory store forgets everything on close')),
      dispose: () => Promise.resolve(),
    }),
})
