import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accountsOf, isOpen, namesAction, requiresTls, statementsOf } from './documents.ts'

describe('statements of a policy', () => {
  const one = (statement: object) => {
    const [found] = statementsOf(JSON.stringify({ Statement: statement }))
    assert(found !== undefined)
    return found
  }

  it('are none of what is no policy', () => {
    for (const text of [undefined, '', '{', 'null', '"Statement"', '[]', '{"Statement":[]}'])
      assert.deepEqual(statementsOf(text), [])
  })

  it('are read as IAM answers them, too', () => {
    const plain = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'dynamodb:*' }] })
    assert.deepEqual(statementsOf(encodeURIComponent(plain)), statementsOf(plain))
    assert.deepEqual(statementsOf(plain)[0]?.actions, ['dynamodb:*'])
  })

  it('speak of what Action names, and of all but what NotAction names', () => {
    const named = one({ Effect: 'Allow', Action: ['dynamodb:Get*', 'KMS:decryp?'] })
    assert.equal(namesAction(named, 'dynamodb:GetItem'), true)
    assert.equal(namesAction(named, 'kms:Decrypt'), true)
    assert.equal(namesAction(named, 'dynamodb:PutItem'), false)
    assert.equal(namesAction(named, 'xdynamodb:GetItem'), false)
    const others = one({ Effect: 'Allow', NotAction: ['iam:*', 'dynamodb:GetItem'] })
    assert.equal(namesAction(others, 'dynamodb:GetItem'), false)
    assert.equal(namesAction(others, 'iam:PutUserPolicy'), false)
    assert.equal(namesAction(others, 'dynamodb:PutItem'), true)
  })

  it('are open when they allow everybody under no condition', () => {
    const open = { Effect: 'Allow', Principal: { AWS: ['arn', '*'] } }
    assert.equal(isOpen(one(open)), true)
    assert.equal(isOpen(one({ ...open, Principal: '*' })), true)
    assert.equal(isOpen(one({ ...open, Principal: { AWS: 'arn' } })), false)
    assert.equal(isOpen(one({ ...open, Effect: 'Deny' })), false)
    const Condition = { StringEquals: { 'aws:SourceVpc': 'vpc-near' } }
    assert.equal(isOpen(one({ ...open, Condition })), false)
  })

  it('deny what comes without TLS by a condition on it', () => {
    const denies = (value: string, Effect = 'Deny', operator = 'Bool') =>
      requiresTls(one({ Effect, Condition: { [operator]: { 'aws:SecureTransport': value } } }))
    assert.equal(denies('false'), true)
    assert.equal(denies('false', 'Deny', 'BoolIfExists'), true)
    assert.equal(denies('true'), false)
    assert.equal(denies('false', 'Allow'), false)
    assert.equal(requiresTls(one({ Effect: 'Deny' })), false)
  })

  it('name accounts as they are and in ARNs, each once', () => {
    const named = ['111122223333', 'arn:aws:iam::444455556666:root', '*', 's3.amazonaws.com']
    const session = 'arn:aws:sts::444455556666:assumed-role/r/s'
    assert.deepEqual(accountsOf([...named, session]), ['111122223333', '444455556666'])
  })
})
