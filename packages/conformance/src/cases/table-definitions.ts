import { key } from '../tables.ts'

/** The parts of CreateTable requests that are refused. */
export const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
export const all = { ProjectionType: 'ALL' }

export function attribute(AttributeName: string, AttributeType = 'S'): object {
  return { AttributeName, AttributeType }
}

/** A CreateTable of a table that would be fine but for `more`. */
export function create(more: object): () => object {
  return () => ({
    TableName: 'conformance-refused',
    AttributeDefinitions: [attribute('pk')],
    KeySchema: key(['pk']),
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  })
}

/** The same without one of its members. */
export function without(member: string): () => object {
  const input = Object.entries(create({})())
  return () => Object.fromEntries(input.filter(([name]) => name !== member))
}

/** The same with a sort key and one index. */
export function indexed(kind: 'Global' | 'Local', index: object, more: object = {}): () => object {
  return create({
    AttributeDefinitions: ['pk', 'sk', 'g'].map((name) => attribute(name)),
    KeySchema: key(['pk'], ['sk']),
    [`${kind}SecondaryIndexes`]: [{ IndexName: 'index', Projection: all, ...index }],
    ...more,
  })
}

/** The same with a global index on `g`. */
export function gsi(index: object, more: object = {}): () => object {
  return indexed('Global', { KeySchema: key(['g']), ...index }, more)
}
