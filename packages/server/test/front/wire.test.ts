import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { ApiError, accessDenied } from '../../src/errors/index.ts'
import type { RunningListener } from '../../src/front/index.ts'
import { answers, caller, converse, exchange, fakeService, raw, start } from './support.ts'

const xml = '<UnknownOperationException/>\n'
const coral = 'com.amazon.coral.service'

function type(body: string): unknown {
  return (JSON.parse(body) as { __type?: unknown }).__type
}

describe('the wire, before and after authentication', () => {
  let listener: RunningListener
  let ready = true
  before(async () => {
    listener = await start({
      ready: () => ready,
      authenticator: {
        authenticate: (request) =>
          request.headers['authorization'] === 'none'
            ? Promise.reject(
                new ApiError({
                  code: 'MissingAuthenticationTokenException',
                  namespace: coral,
                  message: 'none',
                }),
              )
            : Promise.resolve(caller),
      },
    })
  })
  after(() => listener.drain(0))

  it('answers GET / with the health line', async () => {
    const answer = await exchange(listener, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    assert.equal(answer.status, 200)
    assert.equal(answer.body, 'healthy: dynamodb.eu-test-1.amazonaws.com ')
    assert.equal(answer.headers.get('x-amz-crc32'), String(crc32(answer.body)))
  })

  it('tells liveness from readiness', async () => {
    const get = (path: string) => exchange(listener, `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`)
    assert.equal((await get('/health/live')).status, 200)
    assert.equal((await get('/health/ready')).status, 200)
    ready = false
    assert.equal((await get('/health/live')).status, 200)
    assert.equal((await get('/health/ready')).status, 503)
    ready = true
  })

  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    it(`answers ${method} with 404 in XML`, async () => {
      const answer = await exchange(listener, `${method} / HTTP/1.1\r\nHost: h\r\n\r\n`)
      assert.equal(answer.status, 404)
      assert.equal(answer.body, xml)
      assert.equal(answer.headers.get('content-length'), '29')
      assert.equal(answer.headers.get('x-amz-crc32'), '3552371480')
      assert.match(answer.headers.get('x-amzn-requestid') ?? '', /^[0-9A-Z]{52}$/)
    })
  }

  for (const label of [
    'text/plain',
    'application/x-amz-json-1.1',
    'application/x-www-form-urlencoded',
    '',
  ]) {
    it(`answers a body of type '${label}' with 404 in XML`, async () => {
      const answer = await exchange(listener, raw('Null', '{}', [`Content-Type: ${label}`]))
      assert.equal(answer.status, 404)
      assert.equal(answer.body, xml)
    })
  }

  for (const label of [
    'application/json',
    'application/x-amz-json-1.0; charset=utf-8',
    'Application/X-Amz-JSON-1.0',
  ]) {
    it(`takes a body of type '${label}'`, async () => {
      assert.equal(
        (await exchange(listener, raw('Null', '{}', [`Content-Type: ${label}`]))).status,
        200,
      )
    })
  }

  const malformed: [string, string | Buffer][] = [
    ['half an object', '{"a":'],
    ['an array', '[]'],
    ['a string', '"a"'],
    ['null', 'null'],
    ['blanks', '  '],
    ['a byte order mark', '\uFEFF{}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong encoding', Buffer.from('{"\xc0\xaf":1}', 'latin1')],
    ['a surrogate in UTF-8', Buffer.from('{"\xed\xa0\x80":1}', 'latin1')],
    ['289 levels', '{"a":'.repeat(289) + '1' + '}'.repeat(289)],
    ['thousands of brackets', '['.repeat(200_000)],
  ]
  for (const [what, body] of malformed) {
    it(`refuses ${what} as a body, before the target is looked at`, async () => {
      const answer = await exchange(listener, raw('NoSuch', body, ['Authorization: none']))
      assert.equal(answer.status, 400)
      assert.equal(answer.body, `{"__type":"${coral}#SerializationException"}`)
      assert.equal(answer.headers.get('content-type'), 'application/x-amz-json-1.0')
    })
  }

  it('takes 100 levels, and brackets in strings are none', async () => {
    const deep = '{"a":'.repeat(100) + '1' + '}'.repeat(100)
    assert.equal((await exchange(listener, raw('Null', deep))).status, 200)
    const strings = JSON.stringify({ a: '[{\\"'.repeat(500) })
    assert.equal((await exchange(listener, raw('Null', strings))).status, 200)
  })

  for (const [coding, encode] of [
    ['gzip', gzipSync],
    [
      'GZIP',
      (body: string) => Buffer.concat([gzipSync(body.slice(0, 2)), gzipSync(body.slice(2))]),
    ],
    ['deflate', deflateSync],
    ['identity', (body: string) => body],
  ] as const) {
    it(`takes a body in ${coding}`, async () => {
      const body = encode('{"a":1}')
      const answer = await exchange(listener, raw('Echo', body, [`Content-Encoding: ${coding}`]))
      assert.equal(answer.body, '{"Input":{"a":1}}')
    })
  }

  for (const [what, coding, body] of [
    ['is not in its coding', 'gzip', '{}'],
    ['ends too soon', 'gzip', gzipSync('{}').subarray(0, -1)],
    ['is empty', 'gzip', ''],
    ['is half an object', 'gzip', gzipSync('{"a":')],
    ['is in two codings', 'gzip, gzip', gzipSync(gzipSync('{}'))],
    ['is in a coding that nobody knows', 'br', '{}'],
  ] as const) {
    it(`refuses a coded body that ${what}`, async () => {
      const answer = await exchange(listener, raw('Null', body, [`Content-Encoding: ${coding}`]))
      assert.equal(answer.status, 400)
      assert.equal(type(answer.body), `${coral}#SerializationException`)
    })
  }

  it('reads no large body for who is not known', async () => {
    const large = `{"a":[${'[],'.repeat(200_000)}`
    const unsigned = await exchange(listener, raw('Null', large, ['Authorization: none']))
    assert.equal(type(unsigned.body), `${coral}#MissingAuthenticationTokenException`)
    const signed = await exchange(listener, raw('Null', large))
    assert.equal(type(signed.body), `${coral}#SerializationException`)
    const whole = await exchange(listener, raw('Null', `${large}[]]}`))
    assert.equal(whole.status, 200)
  })

  it('decodes nothing for who is not known', async () => {
    const headers = ['Content-Encoding: gzip', 'Authorization: none']
    const answer = await exchange(listener, raw('Null', 'not gzip', headers))
    assert.equal(type(answer.body), `${coral}#MissingAuthenticationTokenException`)
  })

  for (const target of [undefined, 'NoSuch', 'Null.', 'null', '__proto__', 'constructor']) {
    it(`refuses the target ${String(target)} before authentication`, async () => {
      const answer = await exchange(listener, raw(target, '{}', ['Authorization: none']))
      assert.equal(answer.status, 400)
      assert.equal(answer.body, `{"__type":"${coral}#UnknownOperationException"}`)
    })
  }

  it('refuses an empty body after authentication', async () => {
    const unsigned = await exchange(listener, raw('Null', '', ['Authorization: none']))
    assert.equal(type(unsigned.body), `${coral}#MissingAuthenticationTokenException`)
    const signed = await exchange(listener, raw('Null', ''))
    assert.equal(type(signed.body), `${coral}#SerializationException`)
  })

  it('answers cross-origin requests, and their preflight', async () => {
    const answer = await exchange(listener, raw('Null', '{}', ['Origin: https://a.example']))
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.match(
      answer.headers.get('access-control-expose-headers') ?? '',
      /x-amzn-RequestId.*Date/,
    )
    const refused = await exchange(listener, raw('Refuse', '{}', ['Origin: https://a.example']))
    assert.equal(refused.headers.get('access-control-allow-origin'), '*')
    const preflight = await exchange(
      listener,
      'OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: https://a.example\r\n' +
        'Access-Control-Request-Headers: a, b\r\nAccess-Control-Request-Method: POST\r\n\r\n',
    )
    assert.equal(preflight.status, 200)
    assert.equal(preflight.body, '')
    assert.equal(preflight.headers.get('access-control-max-age'), '172800')
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'a, b')
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST')
  })

  it('labels an answer as the SDKs expect', async () => {
    const answer = await exchange(listener, raw('Echo', '{"a":"ü"}'))
    assert.equal(answer.status, 200)
    assert.equal(answer.body, '{"Input":{"a":"ü"}}')
    assert.equal(answer.headers.get('content-type'), 'application/x-amz-json-1.0')
    assert.equal(answer.headers.get('server'), 'Server')
    assert.equal(answer.headers.get('x-amz-crc32'), String(crc32(answer.body)))
    assert.match(
      answer.headers.get('x-amzn-requestid') ?? '',
      /^[0-9A-Z]{26}VV4KQNSO5AEMVJF66Q9ASUAAJG$/,
    )
    assert.ok(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now()) < 300_000)
  })

  it('gives every request its own id', async () => {
    const conversation = await converse(listener)
    conversation.write(Buffer.concat(Array.from({ length: 300 }, () => raw('Null', '{}'))))
    const all = answers(await conversation.until((text) => answers(text).length === 300))
    assert.equal(new Set(all.map(({ headers }) => headers.get('x-amzn-requestid'))).size, 300)
    conversation.socket.destroy()
  })

  it('copies stored JSON as it is', async () => {
    const answer = await exchange(listener, raw('Raw', '{}'))
    assert.equal(answer.body, '{"Item":{ "a":{"S":"ü"} },"Count":1}')
    assert.equal(answer.headers.get('x-amz-crc32'), String(crc32(answer.body)))
  })

  it('keeps a member named __proto__ a member', async () => {
    const answer = await exchange(listener, raw('Echo', '{"__proto__":{"polluted":true}}'))
    assert.equal(answer.body, '{"Input":{"__proto__":{"polluted":true}}}')
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  it('words a refusal as the service does', async () => {
    const answer = await exchange(listener, raw('Refuse', '{}'))
    assert.equal(answer.status, 400)
    assert.equal(
      answer.body,
      '{"__type":"com.amazon.coral.validate#ValidationException","message":"not like this"}',
    )
  })

  it('answers pipelined requests in order', async () => {
    const conversation = await converse(listener)
    conversation.write(
      Buffer.concat([raw('Echo', '{"a":1}'), raw('NoSuch', '{}'), raw('Echo', '{"a":2}')]),
    )
    const all = answers(await conversation.until((text) => answers(text).length === 3))
    assert.deepEqual(
      all.map(({ status }) => status),
      [200, 400, 200],
    )
    assert.equal(all[2]?.body, '{"Input":{"a":2}}')
    conversation.socket.destroy()
  })

  it('takes a chunked body', async () => {
    const answer = await exchange(
      listener,
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: Fake_1.Echo\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n',
    )
    assert.equal(answer.body, '{"Input":{"a":1}}')
  })
})

describe('what is never told', () => {
  it('keeps the cause of a 500 in the log', async () => {
    const errors: unknown[] = []
    const quiet = () => undefined
    const logger = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (...all: unknown[]) => void errors.push(all),
    }
    const listener = await start({ logger })
    const answer = await exchange(listener, raw('Fail', '{}'))
    assert.equal(answer.status, 500)
    assert.equal(
      answer.body,
      '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}',
    )
    assert.match(
      JSON.stringify(errors),
      new RegExp(answer.headers.get('x-amzn-requestid') ?? 'no id'),
    )
    assert.match(String((errors[0] as unknown[])[1]), /the secret cause/)
    await listener.drain(0)
  })

  it('runs nothing that is not authorized', async () => {
    const fake = fakeService()
    const asked: unknown[] = []
    const listener = await start({
      fake,
      authorizer: {
        authorize(context, access) {
          asked.push([
            context.caller.accessKeyId,
            context.secureTransport,
            context.sourceIp,
            access,
          ])
          return Promise.reject(accessDenied('no'))
        },
      },
    })
    const answer = await exchange(listener, raw('Null', '{}'))
    assert.equal(answer.body, `{"__type":"${coral}#AccessDeniedException","Message":"no"}`)
    assert.deepEqual(fake.steps, ['prepare', 'accesses'])
    assert.deepEqual(asked, [
      ['AKIDTEST', false, '127.0.0.1', { action: 'fake:Null', resource: '*' }],
    ])
    await listener.drain(0)
  })

  it('writes few warnings of many refused signatures', async () => {
    const warnings: unknown[] = []
    const quiet = () => undefined
    const logger = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (event: string) => void warnings.push(event),
    }
    const refused = new ApiError({
      code: 'InvalidSignatureException',
      namespace: coral,
      message: 'no',
    })
    const clock = { now: () => 0, monotonic: () => 0, after: () => quiet }
    const listener = await start({
      logger,
      clock,
      authenticator: { authenticate: () => Promise.reject(refused) },
    })
    const conversation = await converse(listener)
    conversation.write(Buffer.concat(Array.from({ length: 100 }, () => raw('Null', '{}'))))
    await conversation.until((text) => answers(text).length === 100)
    assert.equal(warnings.length, 10)
    conversation.socket.destroy()
    await listener.drain(0)
  })
})
