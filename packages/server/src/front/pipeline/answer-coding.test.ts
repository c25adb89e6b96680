import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync, inflateSync } from 'node:zlib'
import { limits } from '../../base/index.ts'
import { answerCoding, encodeBody } from './answer-coding.ts'

describe('what Accept-Encoding asks for', () => {
  const table: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['br', undefined],
    ['x-gzip', undefined],
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['gzip, deflate', 'gzip'],
    ['br, identity, deflate, gzip', 'deflate'],
    ['GZIP, identity', 'gzip'],
    ['dog, gzip ,, cat', 'gzip'],
    ['gzip;q=0.8, deflate;q=0.5', 'gzip'],
    ['deflate;q=0.5, gzip;q=0.2', 'deflate'],
    ['br, gzip;q=0, deflate; q = 0.5 , identity;q=0', 'deflate'],
    ['*', 'gzip'],
    ['*, identity', 'gzip'],
    ['*, deflate', 'deflate'],
    ['*, deflate;q=0.5', 'gzip'],
    ['*, gzip;q=0.5', 'deflate'],
    ['*;q=0', undefined],
    ['*;q=0.5,identity', 'gzip'],
    ['br;q=0.8,identity;q=0.5,*;q=0', undefined],
    ['gzip ;q=0', undefined],
    ['gzip;q=0.5,identity;q=0.8', 'gzip'],
    ['br,identity;q=0.5,gzip;q=0.0001', 'gzip'],
    ['"gzip"', undefined],
    ['gzip br', undefined],
    ['gzip:q=1', undefined],
    ['gzip;q=31,deflate;q=51', 'gzip'],
    ['deflate;q=0.5, gzip;q=1;q=0.2', 'gzip'],
    ['deflate;q=0.5,gzip;q=0.', 'deflate'],
    ['deflate;q=0.5,gzip;q=0.x', 'gzip'],
    ['deflate;q=-0.5,gzip;q=0.2', 'gzip'],
    ['gzip;nq=1;q=0 ', undefined],
    ['gzip;q=0, gzip;q=1, gzip;q=0', 'gzip'],
  ]
  for (const [accepted, coding] of table) {
    it(`${String(accepted)}: ${String(coding)}`, () => {
      assert.equal(answerCoding(accepted), coding)
    })
  }
})

describe('a body in a coding', () => {
  const body = Buffer.from('{"a":"ü"}'.repeat(1000))

  it('is the same when it is decoded', async () => {
    assert.deepEqual(gunzipSync((await encodeBody(body, 'gzip')) ?? ''), body)
    assert.deepEqual(inflateSync((await encodeBody(body, 'deflate')) ?? ''), body)
  })

  it('is left as it is while many others are compressed', async () => {
    const many = Array.from({ length: limits.compressedAnswers + 2 }, () =>
      encodeBody(body, 'gzip'),
    )
    const done = await Promise.all(many)
    assert.equal(done.filter((each) => each === undefined).length, 2)
    assert.notEqual(await encodeBody(body, 'gzip'), undefined)
  })
})
