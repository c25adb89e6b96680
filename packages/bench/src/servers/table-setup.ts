import { setTimeout as sleep } from 'node:timers/promises'
import { requestOnce } from '../load/connection.ts'
import type { Endpoint } from '../load/endpoint.ts'
import { createTableBody, wireTarget, type Target } from '../load/operations.ts'
import type { Response } from '../load/response-reader.ts'
import { Signer } from '../load/signer.ts'

/** One signed request. */
export async function call(endpoint: Endpoint, operation: string, body: string): Promise<Response> {
  return requestOnce(endpoint, new Signer(endpoint).request(wireTarget(operation), body))
}

/** Makes the table of a target, and waits until it is active. */
export async function createTable(
  endpoint: Endpoint,
  { table, indexed }: Pick<Target, 'table' | 'indexed'>,
): Promise<void> {
  const created = await call(endpoint, 'CreateTable', createTableBody(table, indexed))
  if (created.status !== 200) throw new Error(`CreateTable: ${created.body.toString()}`)
  for (let tries = 0; tries < 200; tries++) {
    const described = await call(endpoint, 'DescribeTable', `{"TableName":"${table}"}`)
    if (described.body.includes('"TableStatus":"ACTIVE"')) return
    await sleep(50)
  }
  throw new Error('the table did not become active')
}
