import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import {
  readSignature,
  SigningKeyCache,
  type SignedRequest,
} from '../../src/security/sigv4/index.ts'
import { authenticate, type Suite } from './vectors.ts'

/** The hash that the SDK's signer asks for; with a key it is an HMAC. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data))
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}

const suite: Suite<never> = {
  accessKeyId: 'AKIA2QAAAAAAEXAMPLE2',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'eu-central-1',
  service: 'dynamodb',
  time: '20260315T120000Z',
  cases: [],
}

interface Plan {
  readonly form: 'header' | 'query'
  readonly method: string
  readonly path: string
  readonly query: Record<string, string | string[]>
  readonly headers: Record<string, string>
  readonly body: Uint8Array
  readonly sessionToken: string | undefined
}

/** Signs with the SDK's signer and writes the request as a client would send it. */
async function sign(plan: Plan): Promise<SignedRequest> {
  const signer = new SignatureV4({
    credentials: {
      accessKeyId: suite.accessKeyId,
      secretAccessKey: suite.secretAccessKey,
      ...(plan.sessionToken === undefined ? {} : { sessionToken: plan.sessionToken }),
    },
    region: suite.region,
    service: suite.service,
    sha256: Sha256,
    applyChecksum: false,
  })
  const unsigned = {
    protocol: 'https:',
    hostname: 'localhost',
    port: 8000,
    method: plan.method,
    path: plan.path,
    query: plan.query,
    headers: {
      host: 'localhost:8000',
      'x-amz-target': 'DynamoDB_20120810.PutItem',
      ...plan.headers,
    },
    body: plan.body,
  }
  const signingDate = new Date('2026-03-15T12:00:00Z')
  const signed =
    plan.form === 'header'
      ? await signer.sign(unsigned, { signingDate })
      : await signer.presign(unsigned, {
          signingDate,
          expiresIn: 600,
          unhoistableHeaders: new Set(['x-amz-target']),
        })

  const pairs = Object.entries(signed.query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`),
  )
  return {
    method: signed.method,
    target: signed.path + (pairs.length > 0 ? `?${pairs.join('&')}` : ''),
    rawHeaders: Object.entries(signed.headers).flat(),
    body: Buffer.from(plan.body),
  }
}

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
const plans: fc.Arbitrary<Plan> = fc.record({
  form: fc.constantFrom('header', 'query'),
  method: fc.constantFrom('POST', 'GET', 'PUT'),
  path: fc
    .array(fc.oneof(word.map(encodeURIComponent), fc.constantFrom('.', '..', '')), { maxLength: 4 })
    .map((segments) => `/${segments.join('/')}`),
  query: fc.dictionary(
    word.filter((name) => !/^x-amz-/i.test(name)),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(word, { minLength: 1, maxLength: 3 })),
    { maxKeys: 4 },
  ),
  headers: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `t-${name}`),
    fc.string({ unit: 'grapheme-ascii' }),
    { maxKeys: 4 },
  ),
  body: fc.uint8Array({ maxLength: 64 }),
  sessionToken: fc.option(fc.base64String({ minLength: 4 }), { nil: undefined }),
})

test("accepts whatever the SDK's signer signs", async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const request = await sign(plan)
      const situation = plan.sessionToken === undefined ? {} : { sessionToken: plan.sessionToken }
      const outcome = authenticate(suite, request, { ...situation, explain: true })
      assert(outcome.ok, JSON.stringify(outcome))
    }),
    { numRuns: 300 },
  )
})

/** A typical request, in which every header is signed. */
const typical: Plan = {
  form: 'header',
  method: 'POST',
  path: '/',
  query: { 'x-id': 'PutItem' },
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': '67',
    'amz-sdk-request': 'attempt=1; max=3',
  },
  body: Buffer.from('{"TableName":"Music","Item":{"Artist":{"S":"No One You Know"}}}'),
  sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE==',
}

for (const form of ['header', 'query'] as const) {
  test(`refuses every changed, lost and added byte of a request signed in the ${form}`, async () => {
    const request = await sign({ ...typical, form })
    const situation = { sessionToken: typical.sessionToken as string }
    const keys = new SigningKeyCache(16)
    const original = meaning(request)
    assert(authenticate(suite, request, situation, keys).ok)

    let refused = 0
    let innocent = 0
    for (const mutant of mutants(request)) {
      if (meaning(mutant) === original) {
        innocent++
        continue
      }
      const outcome = authenticate(suite, mutant, situation, keys)
      assert(
        !outcome.ok,
        `accepted: ${JSON.stringify({ ...mutant, body: mutant.body.toString() })}`,
      )
      refused++
    }
    assert(refused > 5000 && innocent < refused / 40, `${refused} refused, ${innocent} innocent`)
  })
}

test('never throws, whatever is sent', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.mixedCase(fc.constantFrom('authorization', 'x-amz-date', 'host', 'x-amz-target', 'date')),
    fc.constantFrom('AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f'),
    fc.stringMatching(/^AWS4-([ ,=/;A-Za-z]|Credential=|SignedHeaders=|Signature=)*$/),
    fc.constantFrom('20260315T120000Z', 'Sun, 15 Mar 2026 12:00:00 GMT', '99999999T999999Z'),
  )
  const target = fc.stringMatching(
    /^\/(\?(X-Amz-(Algorithm|Credential|Date|Expires)=?|[%&=+a-z/0-9])*)?$/,
  )
  const server = { region: 'r', service: 's', now: Date.UTC(2026, 2, 15, 12), skewSeconds: 900 }
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), target, (rawHeaders, where) => {
      readSignature({ method: 'POST', target: where, rawHeaders, body: Buffer.alloc(0) }, server)
    }),
    { numRuns: 300 },
  )
})

test('reads hostile headers in time that grows with their length only', () => {
  const server = { region: 'r', service: 's', now: 0, skewSeconds: 900 }
  const hostile = [
    'a= '.repeat(10_000),
    'a=,'.repeat(10_000),
    ' '.repeat(30_000),
    '='.repeat(30_000),
  ]
  for (const text of hostile) {
    const rawHeaders = ['Authorization', `AWS4-HMAC-SHA256 ${text}`, 'x', text]
    const request = { method: 'POST', target: '/', rawHeaders, body: Buffer.alloc(0) }
    assert.equal(readSignature(request, server).ok, false)
  }
})

/** Each byte with each of its bits flipped, left out, and doubled. */
function* mutants(request: SignedRequest): Generator<SignedRequest> {
  for (const method of variants(request.method)) yield { ...request, method }
  for (const target of variants(request.target)) yield { ...request, target }
  for (const [index, text] of request.rawHeaders.entries()) {
    for (const changed of variants(text)) {
      yield { ...request, rawHeaders: request.rawHeaders.with(index, changed) }
    }
  }
  for (const body of variants(request.body.toString('latin1'))) {
    yield { ...request, body: Buffer.from(body, 'latin1') }
  }
}

function* variants(text: string): Generator<string> {
  for (let index = 0; index < text.length; index++) {
    const before = text.slice(0, index)
    const after = text.slice(index + 1)
    for (let bit = 1; bit < 256; bit *= 2) {
      yield before + String.fromCharCode(text.charCodeAt(index) ^ bit) + after
    }
    yield before + after
    yield before + text.charAt(index) + text.slice(index)
  }
}

/** What a reader other than the product's takes a request to say. Mutants that say the same are innocent. */
function meaning(request: SignedRequest): string {
  const [path = '', ...query] = request.target.split('?')
  const headers: string[] = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] as string).toLowerCase()
    const value = (request.rawHeaders[index + 1] as string).trim()
    headers.push(`${name}:${value.replace(name === 'authorization' ? /[ ,]+/g : / +/g, ' ')}`)
  }
  const parameters = [...new URLSearchParams(query.join('?'))].map(String).sort()
  return JSON.stringify([
    request.method,
    path.replace(/\/+/g, '/'),
    parameters,
    headers,
    request.body.toString('latin1'),
  ])
}
