import assert from 'node:assert/strict'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { EC2Client } from '@aws-sdk/client-ec2'
import { STSClient, type Credentials as StsCredentials } from '@aws-sdk/client-sts'
import { openAuditLog } from '../../src/app/audit.ts'
import type { LogReader } from '../../src/audit/index.ts'
import { loadConfig, type SettingKey } from '../../src/app/config/index.ts'
import { makeEphemeralFoundation } from '../../src/app/foundation.ts'
import { startServer, type RunningServer } from '../../src/app/server.ts'
import { silentLogger, systemClock, systemRandom, type Clock } from '../../src/base/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'

export const account = '111122223333'

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** A server in this process, and the stock clients of whoever has keys. */
export interface Realm {
  readonly server: RunningServer
  iam(keys?: Keys): IAMClient
  sts(keys?: Keys): STSClient
  ec2(keys?: Keys): EC2Client
  kms(keys?: Keys): KMSClient
  cloudtrail(keys?: Keys): CloudTrailClient
  /** `endpoint`: one of the server's others. */
  dynamodb(keys?: Keys, endpoint?: string): DynamoDBClient
  readonly root: Keys
  /** The audit log, as it is stored. */
  readonly log: LogReader
  readonly store: KvStore
  /** The CA to trust, PEM. */
  readonly ca: string
  /** A user with one access key. */
  user(name: string, path?: string): Promise<Keys>
  close(): Promise<void>
}

export async function openRealm(
  flags: Partial<Record<SettingKey, string>> = {},
  clock: Clock = systemClock,
): Promise<Realm> {
  const { config, secrets } = await loadConfig({
    flags: { inMemory: 'true', port: '0', accountId: account, ...flags },
    env: {},
  })
  const surroundings = { clock, random: systemRandom, logger: silentLogger }
  const foundation = await makeEphemeralFoundation(config, secrets, surroundings)
  const server = await startServer(config, foundation, surroundings)
  const { accessKeyId, secretAccessKey } = foundation.rootCredential
  const root = { accessKeyId, secretAccessKey: secretAccessKey.reveal().toString('utf8') }
  const closing: { destroy(): void }[] = []
  const config3 = (keys: Keys = root, endpoint = server.endpoint) => ({
    endpoint,
    region: config.region,
    credentials: keys,
    maxAttempts: 1,
    systemClockOffset: clock.now() - systemClock.now(),
    requestHandler: { httpsAgent: { ca: foundation.identity.authority, keepAlive: true as const } },
  })
  const kept = <C extends { destroy(): void }>(client: C): C => {
    closing.push(client)
    return client
  }
  const realm: Realm = {
    server,
    root,
    log: openAuditLog(config, foundation.store, foundation.keyring.systemKey, surroundings),
    store: foundation.store,
    ca: foundation.identity.authority ?? '',
    iam: (keys) => kept(new IAMClient(config3(keys))),
    sts: (keys) => kept(new STSClient(config3(keys))),
    cloudtrail: (keys) => kept(new CloudTrailClient(config3(keys))),
    kms: (keys) => kept(new KMSClient(config3(keys))),
    ec2: (keys) => kept(new EC2Client(config3(keys))),
    dynamodb: (keys, endpoint) => kept(new DynamoDBClient(config3(keys, endpoint))),
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
