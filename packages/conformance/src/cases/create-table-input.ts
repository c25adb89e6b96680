import { key } from '../tables.ts'

/** Makes the input of a row of refusals. */
export type MakeInput = () => Record<string, unknown>

export const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
export const all = { ProjectionType: 'ALL' }

export function attribute(AttributeName: string, AttributeType = 'S') {
  return { AttributeName, AttributeType }
}

/** A CreateTable of a table that would be fine but for `more`. */
export function create(more: object): MakeInput {
  return () => ({
    TableName: 'conformance-refused',
    AttributeDefinitions: [attribute('pk')],
    KeySchema: key(['pk']),
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  })
}

export function without(member: string): MakeInput {
  const input = create({})()
  return () => Object.fromEntries(Object.entries(input).filter(([name]) => name !== member))
}

/** The same with a sort key and one index. */
export function indexed(kind: 'Global' | 'Local', index: object, more: object = {}): MakeInput {
  return create({
    AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('g')],
    KeySchema: key(['pk'], ['sk']),
    [`${kind}SecondaryIndexes`]: [{ IndexName: 'index', Projection: all, ...index }],
    ...more,
  })
}

export function gsi(index: object, more: object = {}): MakeInput {
  return indexed('Global', { KeySchema: key(['g']), ...index }, more)
}

export function lsi(index: object, more: object = {}): MakeInput {
  return indexed('Local', { KeySchema: key(['pk'], ['g']), ...index }, more)
}

/** A global index with that many hash and range attributes. */
export function wide(hash: number, range: number): MakeInput {
  const names = (letter: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${letter}${String(at)}`)
  const [h, r] = [names('h', hash), names('r', range)]
  return gsi(
    { KeySchema: key(h, r) },
    { AttributeDefinitions: ['pk', 'sk', ...h, ...r].map((name) => attribute(name)) },
  )
}

export function projection(Projection: object): MakeInput {
  return gsi({ Projection })
}
