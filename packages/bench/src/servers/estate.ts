import { Agent } from 'node:https'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import type { Endpoint } from '../load/endpoint.ts'
import { createTable } from './table-setup.ts'

/** What a server has that is assessed. */
export interface Estate {
  /** Empty, beside the one that the load goes to. */
  readonly tables: number
  /** Each with one policy of its own. */
  readonly roles: number
}

/** Makes tables and roles, one after the other. */
export async function makeEstate(endpoint: Endpoint, { tables, roles }: Estate): Promise<void> {
  for (let number = 0; number < tables; number++) {
    await createTable(endpoint, { table: tableName(number), indexed: false })
  }
  const { host, port, region, accessKeyId, secretAccessKey, authority } = endpoint
  const client = new IAMClient({
    endpoint: `https://${host}:${String(port)}`,
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { httpsAgent: new Agent({ ca: authority, keepAlive: true }) },
  })
  for (let number = 0; number < roles; number++) {
    const RoleName = `bench-role-${String(number)}`
    const trusted = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
    await client.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policyOf(trusted) }),
    )
    const Resource = `arn:aws:dynamodb:${region}:*:table/${tableName(number % Math.max(1, tables))}`
    const permitted = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource }
    const PolicyDocument = policyOf(permitted)
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'reads', PolicyDocument }))
  }
  client.destroy()
}

function tableName(number: number): string {
  return `estate-${String(number)}`
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
