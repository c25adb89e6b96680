import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Refusal } from '../asking/refusal.ts'
import type { Send, Survey } from '../inquiry.ts'
import { credentialReport, endpoints, named, ownKeys, tables } from './surveys.ts'

type Ask = (input: Readonly<Record<string, unknown>>) => object

/** What a survey finds where the services answer so. */
function survey<T>(of: Survey<T>, answers: Readonly<Record<string, Ask>>): Promise<T> {
  const send = (name: string, input: object): Promise<object> => {
    const answer = answers[name]
    assert(answer !== undefined, name)
    return new Promise((resolve) => {
      resolve(answer({ ...input }))
    })
  }
  return of.load(send as unknown as Send, () => {
    throw new Error('no other survey is needed')
  })
}

function refused(code: string): Refusal {
  const [status, requestId] = [400, 'r']
  return new Refusal({ kind: 'refused', code, message: code, status, requestId })
}

describe('a survey', () => {
  it('of tables asks for every page, and leaves out what an assessment made', async () => {
    const found = await survey(tables, {
      'dynamodb:ListTables': ({ ExclusiveStartTableName: after }) =>
        after === undefined
          ? { TableNames: ['A', 'strongroom-assess-1'], LastEvaluatedTableName: 'A' }
          : { TableNames: after === 'A' ? ['B'] : [] },
      'dynamodb:DescribeTable': ({ TableName }) => ({ Table: { TableName } }),
    })
    assert.deepEqual(
      found.map(({ TableName }) => TableName),
      ['A', 'B'],
    )
  })

  it('of tables does without one that is gone meanwhile, and not without an answer', async () => {
    const answers = (code: string) => ({
      'dynamodb:ListTables': () => ({ TableNames: ['A', 'B'] }),
      'dynamodb:DescribeTable': ({ TableName }: { TableName?: unknown }) => {
        if (TableName === 'A') throw refused(code)
        return { Table: { TableName } }
      },
    })
    const found = await survey(tables, answers('ResourceNotFoundException'))
    assert.deepEqual(
      found.map(({ TableName }) => TableName),
      ['B'],
    )
    await assert.rejects(survey(tables, answers('AccessDeniedException')), /AccessDenied/)
  })

  it('of keys asks for every page, and leaves out those of services and those that go', async () => {
    const key = (more: object) => ({
      ...{ KeyManager: 'CUSTOMER', KeyState: 'Enabled', Origin: 'AWS_KMS' },
      ...{ KeySpec: 'SYMMETRIC_DEFAULT', ...more },
    })
    const keys: Readonly<Record<string, object>> = {
      own: key({}),
      service: key({ KeyManager: 'AWS' }),
      going: key({ KeyState: 'PendingDeletion' }),
      pair: key({ KeySpec: 'RSA_2048' }),
    }
    const pages = [
      ['own', 'service'],
      ['going', 'pair'],
    ]
    const found = await survey(ownKeys, {
      'kms:ListKeys': ({ Marker }) => ({
        Keys: pages[Number(Marker ?? 0)]?.map((KeyId) => ({ KeyId })),
        Truncated: Marker === undefined,
        NextMarker: '1',
      }),
      'kms:DescribeKey': ({ KeyId }) => ({
        KeyMetadata: { KeyId, ...keys[String(KeyId)] },
      }),
      'kms:GetKeyPolicy': () => ({ Policy: '{}' }),
      'kms:GetKeyRotationStatus': () => ({ KeyRotationEnabled: true }),
    })
    assert.deepEqual(
      found.map(({ metadata, rotates }) => [metadata.KeyId, rotates]),
      [
        ['own', true],
        ['pair', undefined],
      ],
    )
  })

  it('of endpoints asks for every page', async () => {
    const found = await survey(endpoints, {
      'ec2:DescribeVpcEndpoints': ({ NextToken }) =>
        NextToken === undefined
          ? { VpcEndpoints: [{ VpcEndpointId: 'a' }], NextToken: 't' }
          : { VpcEndpoints: [{ VpcEndpointId: 'b' }], NextToken: '' },
    })
    assert.deepEqual(
      found.map(({ VpcEndpointId }) => VpcEndpointId),
      ['a', 'b'],
    )
  })

  it('of credentials waits for the report, and reads fields that hold commas', async () => {
    let asked = 0
    const lines = ['"a,b",,true', 'c,arn:3,', 'strongroom-assess-1,arn:2,false']
    const report = `${['user,arn,mfa_active', ...lines].join('\n')}\n`
    const found = await survey(credentialReport, {
      'iam:GenerateCredentialReport': () => ({ State: ++asked < 3 ? 'STARTED' : 'COMPLETE' }),
      'iam:GetCredentialReport': () => ({ Content: Buffer.from(report) }),
    })
    assert.equal(asked, 3)
    assert.deepEqual(
      found.map((line) => Object.fromEntries(line)),
      [
        { user: 'a,b', arn: '', mfa_active: 'true' },
        { user: 'c', arn: 'arn:3', mfa_active: '' },
      ],
    )
  })
})

describe('names in a sentence', () => {
  it('are not more than five', () => {
    assert.equal(named(['a', 'b', 'c', 'd', 'e']), 'a, b, c, d, e')
    assert.equal(named(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a, b, c, d, e and 2 more')
    assert.equal(named([]), '')
  })
})
