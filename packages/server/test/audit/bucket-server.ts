import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import S3rver from 's3rver'
import { atEnd } from '../at-end.ts'
import { Secret } from '../../src/base/index.ts'
import type { S3Credentials } from '../../src/audit/delivery/index.ts'

/** The credentials that the server of these tests knows. */
export const bucketCredentials: S3Credentials = {
  accessKeyId: 'S3RVER',
  secretAccessKey: new Secret('S3RVER'),
}

export interface BucketServer {
  readonly endpoint: string
  readonly port: number
  readonly directory: string
  close(): Promise<void>
}

/** An S3-compatible server with one bucket. It ends with the test. */
export async function startBucketServer(
  t: TestContext,
  bucket: string,
  place?: { readonly port: number; readonly directory: string },
): Promise<BucketServer> {
  const directory = place?.directory ?? (await mkdtemp(join(tmpdir(), 'strongroom-s3-')))
  const options = {
    address: '127.0.0.1',
    port: place?.port ?? 0,
    silent: true,
    directory,
    configureBuckets: [{ name: bucket, configs: [] }],
  }
  const server = new S3rver(options)
  const { port } = await server.run()
  const { httpServer } = server as unknown as { httpServer: Server }
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    httpServer.closeAllConnections()
    await server.close()
  }
  atEnd(t, async () => {
    await close()
    await rm(directory, { recursive: true, force: true })
  })
  return { endpoint: `http://127.0.0.1:${String(port)}`, port, directory, close }
}
