import type { Case } from '../case.ts'
import { invalidParameters } from '../expect.ts'
import { key } from '../tables.ts'
import {
  all,
  attribute,
  create,
  gsi,
  indexed,
  lsi,
  projection,
  wide,
} from './create-table-input.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const indexes: readonly RefusalRow[] = [
  [
    'no-global-indexes',
    'CreateTable',
    create({ GlobalSecondaryIndexes: [] }),
    invalidParameters('List of GlobalSecondaryIndexes is empty'),
  ],
  [
    'no-local-indexes',
    'CreateTable',
    create({ LocalSecondaryIndexes: [] }),
    invalidParameters('List of LocalSecondaryIndexes is empty'),
  ],
  [
    'an-unused-definition-beside-indexes',
    'CreateTable',
    gsi({}, { AttributeDefinitions: ['pk', 'sk', 'g', 'u'].map((name) => attribute(name)) }),
    /^One or more parameter values were invalid: Some AttributeDefinitions are not used\. AttributeDefinitions: \[.+\], keys used: \[.+\]$/,
  ],
  [
    'a-name-used-twice',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('g')],
      GlobalSecondaryIndexes: [1, 2].map(() => ({
        IndexName: 'same',
        KeySchema: key(['g']),
        Projection: all,
      })),
    }),
    invalidParameters('Duplicate index name: same'),
  ],
  [
    'a-local-index-without-sort-key',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('g')],
      LocalSecondaryIndexes: [
        { IndexName: 'index', KeySchema: key(['pk'], ['g']), Projection: all },
      ],
    }),
    invalidParameters(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    ),
  ],
  [
    'a-local-index-of-another-hash',
    'CreateTable',
    lsi({ KeySchema: key(['g'], ['sk']) }),
    invalidParameters(
      'Index KeySchema does not have the same leading hash key as table KeySchema for index: index. index hash key: g, table hash key: pk',
    ),
  ],
  [
    'a-local-index-without-range',
    'CreateTable',
    lsi({ KeySchema: key(['pk']) }, { AttributeDefinitions: [attribute('pk'), attribute('sk')] }),
    invalidParameters('Index KeySchema does not have a range key for index: index'),
  ],
  [
    'a-repeated-key-attribute',
    'CreateTable',
    gsi({ KeySchema: key(['g'], ['sk', 'g']) }),
    'The KeySchema contains multiple key attributes with the same name',
  ],
  [
    'a-hash-after-a-range',
    'CreateTable',
    gsi({ KeySchema: [...key(['g'], ['sk']), ...key(['pk'])] }),
    invalidParameters('All HASH key attributes must precede RANGE key attributes in the KeySchema'),
  ],
  [
    'five-hashes',
    'CreateTable',
    wide(5, 0),
    invalidParameters('The KeySchema exceeds the maximum allowed number of HASH key attributes'),
  ],
  [
    'five-ranges',
    'CreateTable',
    wide(1, 5),
    invalidParameters('The KeySchema exceeds the maximum allowed number of RANGE key attributes'),
  ],
  [
    'no-projection',
    'CreateTable',
    projection({}),
    invalidParameters('Unknown ProjectionType: null'),
  ],
  [
    'include-of-nothing',
    'CreateTable',
    projection({ ProjectionType: 'INCLUDE' }),
    invalidParameters('ProjectionType is INCLUDE, but NonKeyAttributes is not specified'),
  ],
  [
    'keys-with-more',
    'CreateTable',
    projection({ ProjectionType: 'KEYS_ONLY', NonKeyAttributes: ['a'] }),
    invalidParameters('ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified'),
  ],
  [
    'all-with-more',
    'CreateTable',
    projection({ ProjectionType: 'ALL', NonKeyAttributes: ['a'] }),
    invalidParameters('ProjectionType is ALL, but NonKeyAttributes is specified'),
  ],
  [
    'a-repeated-projection',
    'CreateTable',
    projection({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'a'] }),
    invalidParameters('Duplicate element in NonKeyAttributes: a'),
  ],
  [
    'short-index-names',
    'CreateTable',
    indexed(
      'Global',
      { IndexName: 'zz', KeySchema: key(['g']) },
      {
        LocalSecondaryIndexes: [
          { IndexName: 'aa', KeySchema: key(['pk'], ['g']), Projection: all },
        ],
      },
    ),
    "2 validation errors detected: Value 'zz' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'aa' at 'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  [
    '21-global-indexes',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('g')],
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, at) => ({
        IndexName: `index${String(at)}`,
        KeySchema: key(['g']),
        Projection: all,
      })),
    }),
    invalidParameters('GlobalSecondaryIndex count exceeds the per-table limit of 20'),
  ],
]

/** What CreateTable says of indexes. */
export function tableIndexRefusalCases(): Case[] {
  return refusalCases(indexes)
}
