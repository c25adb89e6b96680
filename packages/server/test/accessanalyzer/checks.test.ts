import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  AccessAnalyzerClient,
  CheckAccessNotGrantedCommand,
  CheckNoNewAccessCommand,
  CheckNoPublicAccessCommand,
  ValidatePolicyCommand,
  type AccessCheckPolicyType,
} from '@aws-sdk/client-accessanalyzer'
import { PutUserPolicyCommand } from '@aws-sdk/client-iam'
import {
  account,
  allow,
  deny,
  openRealm,
  policy,
  trust,
  type Keys,
  type Realm,
} from '../identity/support.ts'

const everyone = { Principal: '*' }
const table = `arn:aws:dynamodb:us-east-1:${account}:table/`

describe('Access Analyzer checks policies', () => {
  let realm: Realm
  const clients: AccessAnalyzerClient[] = []
  before(async () => {
    realm = await openRealm()
  })
  after(async () => {
    for (const client of clients) client.destroy()
    await realm.close()
  })

  function analyzer(credentials: Keys = realm.root): AccessAnalyzerClient {
    const client = new AccessAnalyzerClient({
      endpoint: realm.server.endpoint,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      requestHandler: { httpsAgent: { ca: realm.ca, keepAlive: true } },
    })
    clients.push(client)
    return client
  }

  async function noNewAccess(
    existingPolicyDocument: string,
    newPolicyDocument: string,
    policyType: AccessCheckPolicyType = 'IDENTITY_POLICY',
  ): Promise<object> {
    const input = { existingPolicyDocument, newPolicyDocument, policyType }
    const { $metadata, ...answer } = await analyzer().send(new CheckNoNewAccessCommand(input))
    assert.equal($metadata.httpStatusCode, 200)
    return answer
  }

  it('passes what grants nothing new', async () => {
    const existing = policy(allow('dynamodb:*'))
    const updated = policy(allow(['dynamodb:GetItem', 'dynamodb:Put*']), deny('dynamodb:PutItem'))
    assert.deepEqual(await noNewAccess(existing, updated), {
      result: 'PASS',
      message: 'The modified permissions do not grant new access compared to your existing policy.',
    })
  })

  it('fails what grants new access, and names the statements', async () => {
    const existing = policy(allow('dynamodb:GetItem'))
    const updated = policy(
      allow('dynamodb:GetItem'),
      allow('dynamodb:PutItem', { Sid: 'write' }),
      allow('kms:*'),
    )
    assert.deepEqual(await noNewAccess(existing, updated), {
      result: 'FAIL',
      message: 'The modified permissions grant new access compared to your existing policy.',
      reasons: [
        {
          description: 'New access in the statement with sid: write.',
          statementIndex: 1,
          statementId: 'write',
        },
        { description: 'New access in the statement with index: 2.', statementIndex: 2 },
      ],
    })
  })

  it('never passes what it cannot rule out', async () => {
    const stars = (letters: string): string =>
      letters
        .split('')
        .map((letter) => `*${letter}`)
        .join('')
    const actions = ['abcdef', 'ghijkl', 'mnopqr', 'stuvwx', 'yzbdfh', 'acegik', 'jlnprt'].map(
      (some) => `a:${stars(some)}*`,
    )
    const answer = await noNewAccess(policy(allow(actions)), policy(allow(actions.slice(1))))
    assert.deepEqual(answer, {
      result: 'FAIL',
      message:
        'New access compared to your existing policy cannot be ruled out (may permit more): the policies are too large to compare.',
      reasons: [],
    })
  })

  it('compares policies of resources and of trust', async () => {
    const own = { Principal: { AWS: account } }
    const existing = policy(allow('dynamodb:GetItem', everyone))
    const type = 'RESOURCE_POLICY'
    const narrower = await noNewAccess(existing, policy(allow('dynamodb:GetItem', own)), type)
    assert.equal((narrower as { result: string }).result, 'PASS')
    const trusted = trust({ AWS: account })
    const wider = await noNewAccess(trusted, trust('*'), type)
    assert.equal((wider as { result: string }).result, 'FAIL')
    const same = await noNewAccess(trusted, trust({ AWS: `arn:aws:iam::${account}:root` }), type)
    assert.equal((same as { result: string }).result, 'PASS')
    const denied = policy(deny('dynamodb:GetItem', own), allow('dynamodb:PutItem', own))
    assert.deepEqual(await noNewAccess(denied, policy(allow('dynamodb:PutItem', own)), type), {
      result: 'FAIL',
      message: 'The modified permissions grant new access compared to your existing policy.',
      reasons: [
        { description: 'New access because a statement of the existing policy no longer denies.' },
      ],
    })
  })

  it('tells whether access is granted', async () => {
    const policyDocument = policy(
      allow('dynamodb:GetItem', { Resource: `${table}Books` }),
      allow('dynamodb:PutItem', { Resource: `${table}Music` }),
    )
    const check = async (access: { actions?: string[]; resources?: string[] }): Promise<object> => {
      const input = { policyDocument, access: [access], policyType: 'IDENTITY_POLICY' as const }
      const { result, reasons } = await analyzer().send(new CheckAccessNotGrantedCommand(input))
      return [result, reasons?.map(({ statementIndex }) => statementIndex)]
    }
    assert.deepEqual(await check({ actions: ['dynamodb:PutItem', 'kms:*'] }), ['FAIL', [1]])
    assert.deepEqual(await check({ resources: [`${table}*s`] }), ['FAIL', [0]])
    const apart = { actions: ['dynamodb:PutItem'], resources: [`${table}Books`] }
    assert.deepEqual(await check(apart), ['PASS', undefined])
    assert.deepEqual(await check({ actions: ['dynamodb:Scan'] }), ['PASS', undefined])
    await assert.rejects(check({}), { name: 'InvalidParameterException' })
    await assert.rejects(check({ actions: ['nonsense'] }), { name: 'InvalidParameterException' })
  })

  it('does not take the silence of a resource policy for a grant', async () => {
    const input = {
      policyDocument: policy(allow('dynamodb:GetItem', everyone)),
      access: [{ actions: ['dynamodb:DeleteTable'] }],
      policyType: 'RESOURCE_POLICY' as const,
    }
    assert.equal((await analyzer().send(new CheckAccessNotGrantedCommand(input))).result, 'PASS')
  })

  it('tells public access to the resources that it has', async () => {
    const check = async (statement: object, resourceType = 'AWS::DynamoDB::Table') => {
      const input = {
        policyDocument: policy(statement),
        resourceType: resourceType as 'AWS::KMS::Key',
      }
      return analyzer().send(new CheckNoPublicAccessCommand(input))
    }
    const open = await check(allow('dynamodb:GetItem', { ...everyone, Sid: 'Bob' }))
    assert.equal(open.result, 'FAIL')
    assert.deepEqual(open.reasons, [
      {
        description: 'Public access granted in the following statement with sid: Bob.',
        statementIndex: 0,
        statementId: 'Bob',
      },
    ])
    const own = { StringEquals: { 'aws:PrincipalAccount': account } }
    const closed = await check(allow('kms:*', { ...everyone, Condition: own }), 'AWS::KMS::Key')
    assert.equal(closed.result, 'PASS')
    const bucket = check(allow('s3:GetObject', everyone), 'AWS::S3::Bucket')
    await assert.rejects(bucket, { name: 'ValidationException', reason: 'notSupported' })
  })

  it('validates policies', async () => {
    const validate = async (policyDocument: string, more: object = {}) => {
      const input = { policyDocument, policyType: 'IDENTITY_POLICY' as const, ...more }
      return (await analyzer().send(new ValidatePolicyCommand(input))).findings
    }
    assert.deepEqual(await validate(policy(allow('dynamodb:GetItem')), { maxResults: 5 }), [])
    const [finding] = (await validate('{\n "Statement": {"Effect": "Maybe"}}')) ?? []
    assert.equal(finding?.findingType, 'ERROR')
    assert.equal(finding?.issueCode, 'EFFECT')
    assert.equal(finding?.findingDetails, 'Invalid effect: Maybe')
    assert.deepEqual(finding?.locations?.[0]?.span?.start, { line: 2, column: 26, offset: 27 })
    const refused = [{ nextToken: 'more' }, { locale: 'DE' }, { maxResults: 0 }]
    for (const more of refused) {
      await assert.rejects(validate(policy(), more), { name: 'ValidationException' })
    }
  })

  it('refuses what it cannot read, and whoever may not ask', async () => {
    await assert.rejects(noNewAccess('{', policy(allow('a:B'))), {
      name: 'InvalidParameterException',
      message: /^existingPolicyDocument is not valid: Syntax error/,
    })
    await assert.rejects(noNewAccess(policy(), policy(), 'OTHER' as AccessCheckPolicyType), {
      name: 'ValidationException',
      reason: 'fieldValidationFailed',
    })
    const keys = await realm.user('ann')
    const input = {
      existingPolicyDocument: policy(allow('a:B')),
      newPolicyDocument: policy(allow('a:B')),
      policyType: 'IDENTITY_POLICY',
    } as const
    const ask = () => analyzer(keys).send(new CheckNoNewAccessCommand(input))
    await assert.rejects(
      ask(),
      (error: { name: string; $metadata: { httpStatusCode: number } }) => {
        assert.equal(error.name, 'AccessDeniedException')
        assert.equal(error.$metadata.httpStatusCode, 403)
        return true
      },
    )
    await realm.iam().send(
      new PutUserPolicyCommand({
        UserName: 'ann',
        PolicyName: 'may',
        PolicyDocument: policy(allow('access-analyzer:CheckNoNewAccess')),
      }),
    )
    assert.equal((await ask()).result, 'PASS')
    const wrong = analyzer({ ...keys, secretAccessKey: 'wrong' }).send(
      new CheckNoNewAccessCommand(input),
    )
    await assert.rejects(wrong, { name: 'InvalidSignatureException' })
  })
})
