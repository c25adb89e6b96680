import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { get } from 'node:https'
import { after, before, describe, it } from 'node:test'
import { ListUsersCommand } from '@aws-sdk/client-iam'
import { deriveSigningKey } from '../../src/security/sigv4/signing-keys.ts'
import { Secret } from '../../src/base/index.ts'
import { account, openRealm, type Keys, type Realm } from './support.ts'

/** A presigned GET of an STS action, as for tools that prove an identity by handing on a URL. */
function presign(endpoint: string, keys: Keys, query: string, region: string, date: Date): string {
  const { host } = new URL(endpoint)
  const time = date.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`
  const parameters = [
    ...query.split('&'),
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${keys.accessKeyId}/${scope}`)}`,
    `X-Amz-Date=${time}`,
    'X-Amz-Expires=60',
    'X-Amz-SignedHeaders=host',
  ].sort()
  const empty = createHash('sha256').update('').digest('hex')
  const canonical = ['GET', '/', parameters.join('&'), `host:${host}`, '', 'host', empty].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const key = deriveSigningKey(new Secret(keys.secretAccessKey), scope)
  const text = ['AWS4-HMAC-SHA256', time, scope, hash].join('\n')
  const signature = createHmac('sha256', key).update(text).digest('hex')
  return `${endpoint}/?${parameters.join('&')}&X-Amz-Signature=${signature}`
}

describe('a presigned GET', () => {
  let realm: Realm
  before(async () => {
    realm = await openRealm({ region: 'eu-west-1' })
  })
  after(() => realm.close())

  const fetched = (url: string): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      get(url, { ca: realm.ca }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text })
        })
      }).on('error', reject)
    })
  const query = 'Action=GetCallerIdentity&Version=2011-06-15'

  it('tells who signed it, for the region of the server and the global one', async () => {
    for (const region of ['eu-west-1', 'us-east-1']) {
      const url = presign(realm.server.endpoint, realm.root, query, region, new Date())
      const { status, text } = await fetched(url)
      assert.equal(status, 200, text)
      assert.match(
        text,
        /^<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/,
      )
      assert(text.includes(`<Arn>arn:aws:iam::${account}:root</Arn>`))
    }
  })

  it('is refused when it was changed, is old, or is meant for elsewhere', async () => {
    const now = new Date()
    const { endpoint } = realm.server
    const good = presign(endpoint, realm.root, query, 'eu-west-1', now)
    const changed = good.replace('GetCallerIdentity', 'GetSessionToken')
    const old = presign(endpoint, realm.root, query, 'eu-west-1', new Date(now.getTime() - 120_000))
    const elsewhere = presign(endpoint, realm.root, query, 'ap-south-1', now)
    for (const url of [changed, old, elsewhere]) {
      const { status, text } = await fetched(url)
      assert.equal(status, 403)
      assert.match(text, /<Code>SignatureDoesNotMatch<\/Code>/)
    }
    const unsigned = await fetched(`${endpoint}/?${query}`)
    assert.equal(unsigned.status, 403)
    assert.match(unsigned.text, /<Code>MissingAuthenticationToken<\/Code>/)
  })

  it('leaves IAM to clients that sign for the region of the server, too', async () => {
    await realm.iam().send(new ListUsersCommand({}))
  })
})
