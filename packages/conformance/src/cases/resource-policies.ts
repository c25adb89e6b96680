import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, invalidParameters, refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

/** Policies of tables. */
export function resourcePolicyCases(): Case[] {
  return [...lifeCases(), ...documentCases(), ...arnCases()]
}

/** A statement that lets the table's own account read it. */
function statement(arn: string, more: object = {}): object {
  const account = arn.split(':')[4] ?? ''
  return {
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: 'dynamodb:GetItem',
    Resource: arn,
    ...more,
  }
}

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

async function arnOf({ db, tables }: Target): Promise<string> {
  const { Table } = await db.describeTable({ TableName: tables.composite })
  return Table?.TableArn ?? ''
}

function lifeCases(): Case[] {
  const put = new Cases('PutResourcePolicy')
  put.complete('life', 'A policy is put, read in one form, and rests', async (target) => {
    const TableName = `conformance_${target.fresh()}`
    const { TableDescription } = await target.db.createTable({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: key(['pk']),
      BillingMode: 'PAY_PER_REQUEST',
    })
    const ResourceArn = TableDescription?.TableArn ?? ''
    try {
      await untilActive(target.db, TableName)
      await refused(
        target,
        'GetResourcePolicy',
        { ResourceArn },
        {
          error: 'PolicyNotFoundException',
          message: `Resource-based policy not found for the provided ResourceArn: ${ResourceArn}`,
        },
      )
      assert.deepEqual(await accepted(target, 'DeleteResourcePolicy', { ResourceArn }), {})
      const policy = { ResourceArn, Policy: document(statement(ResourceArn)) }
      const { RevisionId } = await accepted(target, 'PutResourcePolicy', policy)
      assert.match(String(RevisionId), /^\d{13}$/)
      const account = ResourceArn.split(':')[4] ?? ''
      const same = statement(ResourceArn, {
        Principal: { AWS: [`arn:aws:iam::${account}:root`] },
        Action: ['dynamodb:GetItem'],
      })
      const again = { ResourceArn, Policy: document(same) }
      assert.deepEqual(await accepted(target, 'PutResourcePolicy', again), { RevisionId })
      const unexpected = { ...policy, ExpectedRevisionId: '1' }
      await refused(target, 'PutResourcePolicy', unexpected, {
        error: 'PolicyNotFoundException',
        message: `Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id 1, but the policy associated to target table ${TableName} has revision id ${String(RevisionId)}.`,
      })
      const other = statement(ResourceArn, { Action: 'dynamodb:Query' })
      const { error } = await target.call('PutResourcePolicy', {
        ResourceArn,
        Policy: document(other),
      })
      // While the change is applied, and after that until it is 15 seconds old.
      assert.ok(['ResourceInUseException', 'ThrottlingException'].includes(error), error)
    } finally {
      await target.call('DeleteTable', { TableName })
    }
  })
  return put.list
}

function documentCases(): Case[] {
  const put = new Cases('PutResourcePolicy')
  const invalid = (text: string) => invalidParameters(`Invalid policy document: ${text}`)
  const documents: [name: string, policy: (arn: string) => string, text: string][] = [
    ['an-empty-document', () => '[]', invalid('This policy contains invalid Json')],
    ['an-empty-object', () => '{}', invalid('Syntax error at position (1,3)')],
    ['null', () => 'null', invalid('This text appears not to be a policy')],
    ['an-empty-statement', () => document({}), invalid('Missing required field Effect')],
    ['no-statement', () => document(), invalid('Could not parse the policy: Statement is empty!')],
    [
      'no-resource',
      (arn) => document(statement(arn, { Resource: undefined })),
      invalid('Missing required field Resource'),
    ],
    [
      'a-sid-twice',
      (arn) => document(statement(arn, { Sid: 'a' }), statement(arn, { Sid: 'a' })),
      invalid('The Statement Ids in the policy are not unique'),
    ],
    [
      'a-principal-that-is-none',
      (arn) =>
        document(
          statement(arn, {
            Principal: { AWS: `arn:aws:iam::${arn.split(':')[4] ?? ''}:user/conformance-absent` },
          }),
        ),
      invalidParameters('Invalid principal in policy document.'),
    ],
    [
      'everyone',
      (arn) => document(statement(arn, { Principal: '*' })),
      'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
    ],
    [
      'an-action-of-streams',
      (arn) => document(statement(arn, { Action: 'dynamodb:GetRecords' })),
      invalid('The following action names are invalid: "dynamodb:GetRecords"'),
    ],
    [
      'a-long-document',
      (arn) => `${document(statement(arn))}${' '.repeat(20_480)}`,
      invalidParameters('Maximum policy size of 20480 bytes exceeded'),
    ],
  ]
  for (const [name, policy, message] of documents) {
    const title = `${name.replaceAll('-', ' ')} is refused in the service's words`
    put.strict(`refuses-${name}`, title, async (target) => {
      const ResourceArn = await arnOf(target)
      await refused(
        target,
        'PutResourcePolicy',
        { ResourceArn, Policy: policy(ResourceArn) },
        {
          message,
        },
      )
    })
  }
  return put.list
}

function arnCases(): Case[] {
  const get = new Cases('GetResourcePolicy')
  const arns: [name: string, arn: (arn: string) => string, text: (arn: string) => string][] = [
    ['a-bare-name', () => 'conformance', () => "ARNs must start with 'arn:': conformance"],
    [
      'another-region',
      (arn) => arn.replace(/dynamodb:[^:]+/, 'dynamodb:xx-east-9'),
      (arn) => `Invalid resource Arn: ${arn}`,
    ],
    [
      'an-index',
      (arn) => `${arn}/index/absent`,
      (arn) =>
        `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    ],
  ]
  for (const [name, change, text] of arns) {
    const title = `${name.replaceAll('-', ' ')} is refused in the service's words`
    get.strict(`refuses-${name}`, title, async (target) => {
      const ResourceArn = change(await arnOf(target))
      const message = invalidParameters(text(ResourceArn))
      await refused(target, 'GetResourcePolicy', { ResourceArn }, { message })
    })
  }
  get.strict('refuses-a-missing-stream', 'A missing stream is named', async (target) => {
    const label = '2020-01-01T00:00:00.000'
    const ResourceArn = `${await arnOf(target)}/stream/${label}`
    await refused(
      target,
      'GetResourcePolicy',
      { ResourceArn },
      {
        error: 'ResourceNotFoundException',
        message: `Requested resource not found: Stream: ${label} not found for Table: ${target.tables.composite}`,
      },
    )
  })
  return get.list
}
