import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, eventually, refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

/** Tags of tables, and what is refused of them. */
export function tagCases(): Case[] {
  return [...behaviourCases(), ...refusalCases(refusals)]
}

const arnOf = (target: Target, table: string) => arnAt(target.region, table)
/** The account shows in the ARNs that the endpoint answers; the refusals below come before it is looked at. */
const arnAt = (region: string, table: string) =>
  `arn:aws:dynamodb:${region}:000000000000:table/${table}`

/** A table of its own with the tags, its ARN, and its deletion afterwards. */
async function tagged(
  target: Target,
  Tags: { Key: string; Value: string }[] | undefined,
  use: (ResourceArn: string) => Promise<void>,
): Promise<void> {
  const TableName = `conformance_own_${target.fresh()}`
  const { TableDescription } = await target.db.createTable({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: key(['pk']),
    BillingMode: 'PAY_PER_REQUEST',
    ...(Tags ? { Tags } : {}),
  })
  await untilActive(target.db, TableName)
  try {
    await use(TableDescription?.TableArn ?? '')
  } finally {
    await eventually(async () => {
      await target.db.deleteTable({ TableName })
    })
  }
}

/** The tags once they show: the service takes a second or two. */
function shows(target: Target, ResourceArn: string, tags: Record<string, string>): Promise<void> {
  return eventually(async () => {
    const { Tags } = await target.db.listTagsOfResource({ ResourceArn })
    assert.deepEqual(Object.fromEntries((Tags ?? []).map((tag) => [tag.Key, tag.Value])), tags)
  })
}

function behaviourCases(): Case[] {
  const tags = new Cases('TagResource')
  tags.core('sets', 'Tags are set, replaced and removed by key', (target) =>
    tagged(target, [{ Key: 'stage', Value: 'test' }], async (ResourceArn) => {
      await shows(target, ResourceArn, { stage: 'test' })
      await target.db.tagResource({
        ResourceArn,
        Tags: [
          { Key: 'stage', Value: 'live' },
          { Key: 'Stage', Value: '' },
        ],
      })
      await shows(target, ResourceArn, { stage: 'live', Stage: '' })
      await target.db.untagResource({ ResourceArn, TagKeys: ['stage', 'never there'] })
      await shows(target, ResourceArn, { Stage: '' })
    }),
  )
  tags.complete('fifty', 'Fifty tags are listed on one page, and one more is refused', (target) =>
    tagged(target, undefined, async (ResourceArn) => {
      const fifty = Array.from({ length: 50 }, (_, at) => ({ Key: `k${String(at)}`, Value: 'v' }))
      await target.db.tagResource({ ResourceArn, Tags: fifty })
      await eventually(async () => {
        const { Tags, NextToken } = await target.db.listTagsOfResource({ ResourceArn })
        assert.equal(Tags?.length, 50)
        assert.equal(NextToken, undefined)
      })
      const more = { ResourceArn, Tags: [{ Key: 'one more', Value: 'v' }] }
      await refused(target, 'TagResource', more, { message: tooMany })
    }),
  )
  tags.complete('empty-answer', 'The answer to a change of tags has no body', (target) =>
    tagged(target, undefined, async (ResourceArn) => {
      const Tags = [{ Key: 'k', Value: 'v' }]
      assert.equal((await target.call('TagResource', { ResourceArn, Tags })).text, '')
      await shows(target, ResourceArn, { k: 'v' })
      assert.equal((await target.call('UntagResource', { ResourceArn, TagKeys: ['k'] })).text, '')
      await shows(target, ResourceArn, {})
    }),
  )
  tags.complete('no-tags-at-create', 'CreateTable takes an empty list of tags', (target) =>
    tagged(target, [], (ResourceArn) => shows(target, ResourceArn, {})),
  )
  const list = new Cases('ListTagsOfResource')
  list.complete('any-token', 'A NextToken that is none is ignored', (target) =>
    tagged(target, undefined, async (ResourceArn) => {
      const answer = await accepted(target, 'ListTagsOfResource', { ResourceArn, NextToken: 'x' })
      assert.deepEqual(answer['Tags'], [])
    }),
  )
  return [...tags.list, ...list.list]
}

const tooMany = 'Number of Tags exceed the current limit for the provided ResourceArn'
const invalid = (text: string) => `One or more parameter values were invalid: ${text}`
const tag =
  (Key: string | undefined, Value: string | undefined, more: object[] = []) =>
  (target: Target) => ({
    ResourceArn: arnOf(target, target.tables.hash),
    Tags: [{ Key, Value }, ...more],
  })
const long = 'x'.repeat(257)

const refusals: readonly RefusalRow[] = [
  [
    'a-bare-name',
    'TagResource',
    ({ tables }) => ({ ResourceArn: tables.hash, Tags: [{ Key: 'a', Value: 'b' }] }),
    /^One or more parameter values were invalid: ARNs must start with 'arn:': conformance_\w+$/,
  ],
  [
    'a-bare-name',
    'ListTagsOfResource',
    () => ({ ResourceArn: 'conformance' }),
    invalid("ARNs must start with 'arn:': conformance"),
  ],
  [
    'another-region',
    'ListTagsOfResource',
    () => ({ ResourceArn: arnAt('xx-east-1', 'conformance') }),
    `Invalid TableArn: Invalid ResourceArn provided as input ${arnAt('xx-east-1', 'conformance')}`,
  ],
  [
    'no-tags',
    'TagResource',
    (target) => ({ ResourceArn: arnOf(target, target.tables.hash), Tags: [] }),
    'Atleast one Tag needs to be provided as Input.',
  ],
  [
    'no-keys',
    'UntagResource',
    (target) => ({ ResourceArn: arnOf(target, target.tables.hash), TagKeys: [] }),
    'Atleast one Tag Key needs to be provided as Input.',
  ],
  ['an-empty-key', 'TagResource', tag('', 'v'), 'The Tag Key provided is invalid, Key: '],
  ['no-key', 'TagResource', tag(undefined, 'v'), 'The Tag Key provided is invalid, Key: null'],
  ['a-long-key', 'TagResource', tag(long, 'v'), `The Tag Key provided is invalid, Key: ${long}`],
  [
    'a-key-of-other-characters',
    'TagResource',
    tag('a#b', 'v'),
    'The Tag Key provided is invalid, Key: a#b',
  ],
  [
    'a-reserved-key',
    'TagResource',
    tag('AWS:x', 'v'),
    'Tag Key cannot be prefixed with aws:, Key: AWS:x',
  ],
  [
    'a-reserved-key',
    'UntagResource',
    (target) => ({ ResourceArn: arnOf(target, target.tables.hash), TagKeys: ['aws:x'] }),
    'Tag Key cannot be prefixed with aws:, Key: aws:x',
  ],
  [
    'no-value',
    'TagResource',
    tag('k', undefined),
    'The Tag Value provided is invalid, Value: null',
  ],
  [
    'a-long-value',
    'TagResource',
    tag('k', long),
    `The Tag Value provided is invalid, Value: ${long}`,
  ],
  [
    'a-repeated-key',
    'TagResource',
    tag('k', 'v', [{ Key: 'k', Value: 'w' }]),
    'Duplicate Tag Keys provided as input: Duplicate Tag Key found k',
  ],
  [
    'too-many-keys',
    'UntagResource',
    (target) => ({
      ResourceArn: arnOf(target, target.tables.hash),
      TagKeys: Array.from({ length: 51 }, (_, at) => `k${String(at)}`),
    }),
    tooMany,
  ],
  [
    'a-bad-tag',
    'CreateTable',
    () => ({
      TableName: 'conformance-refused',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: key(['pk']),
      BillingMode: 'PAY_PER_REQUEST',
      Tags: [{ Key: 'aws:x', Value: 'v' }],
    }),
    'Tag Key cannot be prefixed with aws:, Key: aws:x',
  ],
]
