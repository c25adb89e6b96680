import { keysOf, type Keys, type Schema } from '../reference/tables/model.ts'

/** The tables of the model test: all that they differ in is keys, so that one generator serves them all. */
const keysOnly = {
  name: 'keys-only',
  kind: 'global',
  hash: [{ name: 'g', type: 'B' }],
  range: [],
  include: [],
} as const

const manyKeys = {
  name: 'many-keys',
  kind: 'global',
  hash: [
    { name: 'h1', type: 'S' },
    { name: 'h2', type: 'N' },
  ],
  range: [
    { name: 'r1', type: 'N' },
    { name: 'r2', type: 'S' },
    { name: 'r3', type: 'B' },
  ],
  include: undefined,
} as const

const local = {
  name: 'local',
  kind: 'local',
  hash: [{ name: 'pk', type: 'S' }],
  range: [{ name: 'l', type: 'S' }],
  include: ['x', 'y'],
} as const

export const schemas: readonly [Schema, ...Schema[]] = [
  {
    name: 'sorted',
    hash: [{ name: 'pk', type: 'S' }],
    range: [{ name: 'sk', type: 'N' }],
    indexes: [local, keysOnly, manyKeys],
  },
  {
    name: 'single',
    hash: [{ name: 'id', type: 'N' }],
    range: [],
    indexes: [
      { ...keysOnly, range: [{ name: 'l', type: 'S' }] },
      { ...manyKeys, range: [] },
    ],
  },
  {
    name: 'bytes',
    hash: [{ name: 'pk', type: 'B' }],
    range: [{ name: 'sk', type: 'S' }],
    indexes: [
      // Turned round: the table's range key is the hash key of an index.
      {
        ...keysOnly,
        hash: [{ name: 'sk', type: 'S' }],
        range: [{ name: 'pk', type: 'B' }],
      },
      manyKeys,
      { ...local, hash: [{ name: 'pk', type: 'B' }], range: [{ name: 'l', type: 'B' }] },
    ],
  },
]

/** The input of CreateTable. */
export function createInput(schema: Schema, name: string): object {
  const attributes = new Map(
    [schema, ...schema.indexes].flatMap(keysOf).map((part) => [part.name, part.type]),
  )
  const indexes = (kind: string): object[] =>
    schema.indexes
      .filter((index) => index.kind === kind)
      .map(({ name: IndexName, include, ...keys }) => ({
        IndexName,
        KeySchema: keySchema(keys),
        Projection: projection(include),
      }))
  const [global, locals] = [indexes('global'), indexes('local')]
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(schema),
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
  }
}

function keySchema({ hash, range }: Keys): object[] {
  const element = (KeyType: string) => (part: { name: string }) => ({
    AttributeName: part.name,
    KeyType,
  })
  return [...hash.map(element('HASH')), ...range.map(element('RANGE'))]
}

function projection(include: readonly string[] | undefined): object {
  if (include === undefined) return { ProjectionType: 'ALL' }
  if (include.length === 0) return { ProjectionType: 'KEYS_ONLY' }
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: include }
}
