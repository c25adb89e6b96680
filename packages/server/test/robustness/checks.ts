import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import type { Outgoing } from './header-mutations.ts'
import type { Reply } from './wire-client.ts'

/** How the server may answer. 404 is for what is no request of any protocol. */
const statuses = new Set([200, 400, 403, 404, 413, 431])

/** What of the inside must never be said to a client. */
const inside =
  /TypeError|RangeError|Cannot read|is not a function|\[object |node:internal|\.[jt]s:\d/

/** Throws unless the answer is one that DynamoDB could give, and gives nothing away. */
export function checkReply(sent: Outgoing, reply: Reply): void {
  assert.ok(statuses.has(reply.status), `status ${String(reply.status)}`)
  assert.ok(!inside.test(reply.body.toString('latin1')), reply.body.toString('utf8').slice(0, 500))
  // What Node's parser refuses has no id.
  if (reply.headers['x-amzn-requestid'] === undefined) {
    assert.ok(reply.status === 400 || reply.status === 431)
    assert.equal(reply.body.length, 0)
    return
  }
  if (sent.method !== 'HEAD') {
    assert.equal(reply.headers['x-amz-crc32'], String(crc32(reply.body)))
  }
  if (sent.method !== 'POST') return
  if (reply.status === 200) {
    assert.ok(!sent.mustBeRefused, 'carried out without a right signature')
    assert.ok(reply.json !== undefined, 'a success is JSON')
  } else if (
    reply.status === 400 &&
    reply.headers['content-type']?.startsWith('application/x-amz')
  ) {
    assert.match(reply.code ?? '', /^[A-Z][A-Za-z]+$/)
  }
}

/** Throws if a request has left something behind in every object of this process. */
export function checkNothingPolluted(): void {
  assert.deepEqual(Object.keys(Object.prototype), [])
  assert.equal((Object.prototype as Record<string, unknown>)['polluted'], undefined)
  assert.equal((Object as unknown as Record<string, unknown>)['polluted'], undefined)
}
