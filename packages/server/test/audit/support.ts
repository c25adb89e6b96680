import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { openRealm, type Keys, type Realm } from '../identity/support.ts'

/** A server whose trails may name `logs` as their bucket: a directory of its own. */
export interface AuditedRealm {
  readonly realm: Realm
  /** Where `logs` is. */
  readonly logs: string
  /** File with the CA, PEM. */
  readonly ca: string
  cloudtrail(keys?: Keys): CloudTrailClient
  close(): Promise<void>
}

export async function openAuditedRealm(): Promise<AuditedRealm> {
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-trails-'))
  const logs = join(folder, 'logs')
  const ca = join(folder, 'ca.pem')
  const realm = await openRealm({ auditTargets: `logs=file:${logs}`, auditDeliverySeconds: '1' })
  await writeFile(ca, realm.ca)
  const clients: CloudTrailClient[] = []
  return {
    realm,
    logs,
    ca,
    cloudtrail(credentials = realm.root) {
      const client = new CloudTrailClient({
        endpoint: realm.server.endpoint,
        region: 'us-east-1',
        credentials,
        maxAttempts: 1,
        requestHandler: { httpsAgent: { ca: realm.ca, keepAlive: true } },
      })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.destroy()
      await realm.close()
      await rm(folder, { recursive: true })
    },
  }
}
