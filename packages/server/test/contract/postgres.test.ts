import { after, before } from 'node:test'
import { contractSuite } from '../../src/storage/contract-suite.ts'
import { openPostgresStore } from '../../src/storage/postgres/index.ts'
import { startPostgres, type PostgresServer } from '../postgres/server.ts'

let server: PostgresServer
let databases = 0

before(async () => {
  server = await startPostgres()
})

after(async () => {
  await server.stop()
})

contractSuite({
  name: 'postgres',
  capabilities: { durable: true, bounded: true },
  create: async (bounds) => {
    const url = await server.database(`contract${String(++databases)}`)
    return {
      store: await openPostgresStore({ url, connections: 8, ...bounds }),
      reopen: () => openPostgresStore({ url, connections: 8 }),
      dispose: () => Promise.resolve(),
    }
  },
})
