import { randomBytes } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { rawCaller, type Answer, type RawCaller } from './raw-call.ts'
import { createTables, deleteTables, type Tables } from './tables.ts'

export interface Endpoint {
  /** Such as `https://localhost:8000`. */
  readonly url: string
  readonly region: string
  readonly credentials: Credentials
  /** Certificate authority to trust instead of the usual ones, PEM. */
  readonly ca?: string
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The endpoint under test, as cases see it. */
export interface Target {
  /** The AWS SDK, which does not retry. */
  readonly db: DynamoDB
  /** Tables that all cases share. */
  readonly tables: Tables
  readonly region: string
  /** Sends JSON, signed, and answers whatever comes back: for what the SDK would hide. */
  call(operation: string, input: object): Promise<Answer>
  /** The same with full control of the body and the headers. */
  readonly raw: RawCaller
  /** A text that no other call answers, for keys and names. At least three characters long. */
  fresh(): string
}

export interface OpenTarget extends Target {
  /** Deletes the shared tables and closes the connections. */
  close(): Promise<void>
}

/** Connects to an endpoint and creates the shared tables there. Throws if it cannot. */
export async function openTarget(endpoint: Endpoint): Promise<OpenTarget> {
  const { url, region, credentials, ca } = endpoint
  const httpsAgent = new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
  const httpAgent = new HttpAgent({ keepAlive: true })
  const db = new DynamoDB({
    endpoint: url,
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: { httpAgent, httpsAgent },
  })
  const run = randomBytes(4).toString('hex')
  const raw = rawCaller(endpoint, url.startsWith('https:') ? httpsAgent : httpAgent)
  const tables = await createTables(db, `conformance_${run}_`)
  let count = 0
  return {
    db,
    tables,
    region,
    raw,
    call: (operation, input) => raw(operation, JSON.stringify(input)),
    fresh: () => `${run}-${String(++count)}`,
    async close() {
      await deleteTables(db, tables)
      db.destroy()
      httpsAgent.destroy()
      httpAgent.destroy()
    },
  }
}
