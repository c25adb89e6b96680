import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { limits } from '../base/index.ts'
import { Notebook } from './evidence.ts'

const clock = { now: () => 0, monotonic: () => 0, after: () => () => undefined }

describe('evidence', () => {
  it('holds what was asked and answered, when, and a hash of the whole answer', () => {
    const { asked, answered, at, sha256 } = new Notebook(clock).write('kms:ListKeys {}', {
      Keys: [],
    })
    assert.equal(asked, 'kms:ListKeys {}')
    assert.equal(answered, '{"Keys":[]}')
    assert.equal(at, '1970-01-01T00:00:00.000Z')
    assert.equal(sha256, createHash('sha256').update('{"Keys":[]}').digest('hex'))
  })

  it('shows the beginning of a long answer, and has the hash of all of it', () => {
    const long = 'x'.repeat(10_000)
    const { answered, sha256 } = new Notebook(clock).write('', long)
    assert.equal(answered, `${'x'.repeat(limits.evidenceAnsweredCharacters)}… (10000 characters)`)
    assert.equal(sha256, createHash('sha256').update(long).digest('hex'))
  })

  it('can hold no secret, by its name or by its value', () => {
    const notebook = new Notebook(clock)
    notebook.keepSecret('wJalrXUtnFEMI/K7MDENG')
    const answer = {
      AccessKey: { AccessKeyId: 'AKIA1', SecretAccessKey: 'abcdefgh' },
      Credentials: { SessionToken: 'a token', SecretAccessKey: 'b', AccessKeyId: 'ASIA1' },
      Plaintext: new Uint8Array([1, 2]),
      Public: Buffer.from('abc'),
      VirtualMFADevice: { Base32StringSeed: Buffer.from('seed'), QRCodePNG: 'png' },
      Said: 'the key wJalrXUtnFEMI/K7MDENG was used',
      $metadata: { requestId: 'x' },
    }
    const { asked, answered } = notebook.write({ Password: 'hunter22' }, answer)
    assert.equal(asked, '{"Password":"[secret]"}')
    assert.deepEqual(JSON.parse(answered), {
      AccessKey: { AccessKeyId: 'AKIA1', SecretAccessKey: '[secret]' },
      Credentials: { SessionToken: '[secret]', SecretAccessKey: '[secret]', AccessKeyId: 'ASIA1' },
      Plaintext: '[secret]',
      Public: '[3 bytes]',
      VirtualMFADevice: { Base32StringSeed: '[secret]', QRCodePNG: '[secret]' },
      Said: 'the key [secret] was used',
    })
  })
})
