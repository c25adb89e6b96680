import assert from 'node:assert/strict'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { STSClient, type Credentials as StsCredentials } from '@aws-sdk/client-sts'
import { start, type Server } from '../../src/index.ts'

export const account = '111122223333'

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** A server in this process, and the stock clients of whoever has keys. */
export interface Realm {
  readonly server: Server
  iam(keys?: Keys): IAMClient
  sts(keys?: Keys): STSClient
  dynamodb(keys?: Keys): DynamoDBClient
  /** A user with one access key. */
  user(name: string, path?: string): Promise<Keys>
  close(): Promise<void>
}

export async function openRealm(): Promise<Realm> {
  const server = await start({ accountId: account })
  const closing: { destroy(): void }[] = []
  const config = (keys: Keys | undefined) => ({
    ...server.clientConfig,
    maxAttempts: 1,
    ...(keys === undefined ? {} : { credentials: keys }),
  })
  const kept = <C extends { destroy(): void }>(client: C): C => {
    closing.push(client)
    return client
  }
  const realm: Realm = {
    server,
    iam: (keys) => kept(new IAMClient(config(keys))),
    sts: (keys) => kept(new STSClient(config(keys))),
    dynamodb: (keys) => kept(new DynamoDBClient(config(keys))),
    async user(name, path = '/') {
      await realm.iam().send(new CreateUserCommand({ UserName: name, Path: path }))
      const { AccessKey } = await realm.iam().send(new CreateAccessKeyCommand({ UserName: name }))
      assert(AccessKey?.AccessKeyId !== undefined && AccessKey.SecretAccessKey !== undefined)
      return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
    },
    async close() {
      for (const client of closing) client.destroy()
      await server.close()
    },
  }
  return realm
}

export function keysOf(credentials: StsCredentials | undefined): Keys {
  assert(credentials?.AccessKeyId !== undefined)
  assert(credentials.SecretAccessKey !== undefined && credentials.SessionToken !== undefined)
  return {
    accessKeyId: credentials.AccessKeyId,
    secretAccessKey: credentials.SecretAccessKey,
    sessionToken: credentials.SessionToken,
  }
}

export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

export function allow(action: string | string[], more: object = {}): object {
  return { Effect: 'Allow', Action: action, Resource: '*', ...more }
}

export function deny(action: string | string[], more: object = {}): object {
  return { ...allow(action, more), Effect: 'Deny' }
}

export function trust(principal: object | string, more: object = {}): string {
  return policy({
    Effect: 'Allow',
    Principal: principal,
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    ...more,
  })
}
