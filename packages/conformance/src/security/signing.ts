import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { isRefused } from './expect.ts'
import type { SecurityTarget } from './target.ts'

const missing = 'MissingAuthenticationTokenException'
const invalid = 'InvalidSignatureException'
const unknown = 'UnrecognizedClientException'
const incomplete = 'IncompleteSignatureException'

/** Whether a request that was not signed, or not quite like this, gets anywhere. */
export function signingCases(): Case<SecurityTarget>[] {
  const signing = new Cases<SecurityTarget>('Signing')

  signing.core('control', 'A signed request is answered', async ({ signed }) => {
    assert.equal((await signed({})).status, 200)
  })
  signing.core('unsigned', 'Nobody gets in without a signature', async ({ signed }) => {
    const afterwards = ({ authorization: _, ...rest }: Record<string, string>) => rest
    isRefused(await signed({ afterwards }), missing)
  })
  signing.core('wrong-secret', 'A wrong secret is refused', async ({ signed, root }) => {
    const credentials = { ...root.credentials, secretAccessKey: 'wrong' }
    isRefused(await signed({ credentials }), invalid)
  })
  signing.core('unknown-key', 'An unknown access key is refused', async ({ signed }) => {
    const credentials = { accessKeyId: 'AKIAQAAAAAAAAAAAAAAA', secretAccessKey: 'x' }
    isRefused(await signed({ credentials }), unknown)
  })
  signing.core('body', 'A body that was changed on the way is refused', async ({ signed }) => {
    isRefused(await signed({ input: { Limit: 1 }, body: '{"Limit":2}' }), invalid)
  })
  signing.core(
    'target',
    'An operation that was changed on the way is refused',
    async ({ signed }) => {
      const afterwards = (headers: Record<string, string>) => ({
        ...headers,
        'x-amz-target': 'DynamoDB_20120810.DescribeTable',
      })
      isRefused(await signed({ afterwards }), invalid)
    },
  )
  signing.core('host', 'A host that was changed on the way is refused', async ({ signed }) => {
    const afterwards = (headers: Record<string, string>) => ({ ...headers, host: 'example.com' })
    isRefused(await signed({ afterwards }), invalid)
  })
  signing.core('old', 'A request of an hour ago is refused', async ({ signed }) => {
    isRefused(await signed({ at: new Date(Date.now() - 3_600_000) }), invalid)
  })
  signing.core('future', 'A request of the next hour is refused', async ({ signed }) => {
    isRefused(await signed({ at: new Date(Date.now() + 3_600_000) }), invalid)
  })
  signing.core('date', 'A date that was moved to now is refused', async ({ signed }) => {
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
    const afterwards = (headers: Record<string, string>) => ({ ...headers, 'x-amz-date': now })
    isRefused(await signed({ at: new Date(Date.now() - 3_600_000), afterwards }), invalid)
  })
  signing.core('region', 'A signature for another region is refused', async ({ signed }) => {
    isRefused(await signed({ region: 'xx-nowhere-1' }), invalid)
  })
  signing.core('service', 'A signature for another service is refused', async ({ signed }) => {
    isRefused(await signed({ service: 's3' }), invalid)
  })
  signing.complete(
    'unsigned-payload',
    'A signature that leaves the body out is refused',
    async ({ signed }) => {
      const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
      isRefused(await signed({ input: { Limit: 1 }, headers, body: '{"Limit":2}' }), invalid)
    },
  )
  signing.complete(
    'signed-headers',
    'A signature that leaves the host out is refused',
    async ({ signed }) => {
      const afterwards = (headers: Record<string, string>) => ({
        ...headers,
        authorization: (headers['authorization'] ?? '').replace(/;host;|host;|;host/, ';'),
      })
      isRefused(await signed({ afterwards }), invalid)
    },
  )
  signing.complete('algorithm', 'Another algorithm is refused', async ({ signed }) => {
    const afterwards = (headers: Record<string, string>) => ({
      ...headers,
      authorization: (headers['authorization'] ?? '').replace('HMAC-SHA256', 'HMAC-SHA1'),
    })
    isRefused(await signed({ afterwards }), incomplete)
  })
  signing.complete('empty-signature', 'An empty signature is refused', async ({ signed }) => {
    const afterwards = (headers: Record<string, string>) => ({
      ...headers,
      authorization: (headers['authorization'] ?? '').replace(/Signature=\w+/, 'Signature='),
    })
    isRefused(await signed({ afterwards }), incomplete, invalid)
  })
  signing.complete(
    'foreign-token',
    'A long-term key does not come with a session token',
    async ({ signed, root }) => {
      if (root.credentials.sessionToken !== undefined) return
      const credentials = { ...root.credentials, sessionToken: 'made-up' }
      isRefused(await signed({ credentials }), unknown)
    },
  )
  return signing.list
}
