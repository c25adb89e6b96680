import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type {
  AttributeValue,
  ExecuteStatementCommandInput as Input,
  ExecuteStatementCommandOutput as Output,
} from '@aws-sdk/client-dynamodb'
import { refusal, startPartiql, type PartiqlServer } from './support.ts'

let server: PartiqlServer
const S = (text: string): AttributeValue => ({ S: text })
const N = (number: number): AttributeValue => ({ N: String(number) })

before(async () => {
  server = await startPartiql()
  for (const pk of ['a', 'b']) {
    for (let at = 1; at <= 4; at++) {
      await server.run("INSERT INTO pairs VALUE {'pk': ?, 'sk': ?, 'n': ?, 'g': 'g', 'l': ?}", [
        S(pk),
        S(String(at)),
        N(at),
        S(String(9 - at)),
      ])
    }
  }
})
after(() => server.close())

/** The sort keys that a SELECT of `pairs` answers, with the partition where it is not `a`. */
function keys({ Items = [] }: Output): string {
  return Items.map(({ pk, sk }) => `${pk?.S === 'a' ? '' : (pk?.S ?? '')}${sk?.S ?? ''}`).join(' ')
}

async function select(where: string, more?: Partial<Input>, from = 'pairs'): Promise<string> {
  return keys(await server.run(`SELECT * FROM ${from} WHERE ${where}`, undefined, more))
}

test('a condition on the partition is a query, any other a scan', async () => {
  const cost = async (where: string) => {
    const answer = await server.run(`SELECT pk FROM pairs WHERE ${where}`, undefined, {
      ReturnConsumedCapacity: 'INDEXES',
      ConsistentRead: true,
      Limit: 3,
    })
    return [answer.Items?.length, answer.ConsumedCapacity?.Table?.CapacityUnits]
  }
  // A limit counts what is looked at: the query looks at one row only, the scan at others too.
  assert.deepEqual(await cost("pk = 'b' AND sk = '3'"), [1, 1])
  assert.notDeepEqual(await cost("n = 3 AND sk = '3'"), [2, 1])
  assert.equal(await select("pk = 'a' AND sk > '1' AND n < 4"), '2 3')
  assert.equal(await select("pk = 'a' AND sk BETWEEN '2' AND '3'"), '2 3')
  assert.equal(await select("pk = 'a' AND begins_with(sk, '2')"), '2')
  assert.equal(await select("pk IN ['a', 'b'] AND sk = '4'"), '4 b4')
})

test('ORDER BY follows the sort key, of an index too', async () => {
  assert.equal(await select("pk = 'a' ORDER BY sk DESC"), '4 3 2 1')
  assert.equal(await select("pk = 'a' ORDER BY l", {}, 'pairs."local"'), '4 3 2 1')
  assert.equal(await select("pk = 'a' AND l > '6' ORDER BY l DESC", {}, '"pairs"."local"'), '1 2')
  assert.equal(await select("g = 'g' AND l = '5' AND pk = 'b'", {}, '"pairs"."global"'), 'b4')
})

test('pages by Limit go on where they ended, for the same statement alone', async () => {
  const statement = "SELECT * FROM pairs WHERE pk IN ['a', 'b'] AND n > 1"
  let NextToken: string | undefined
  const pages: string[] = []
  do {
    const page = await server.run(statement, undefined, {
      Limit: 3,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    pages.push(keys(page))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  assert.deepEqual(pages.join(' ').trim().split(/ +/), ['2', '3', '4', 'b2', 'b3', 'b4'])

  const first = await server.run(statement, undefined, { Limit: 1 })
  assert.ok(first.NextToken !== undefined)
  assert.deepEqual(first.LastEvaluatedKey, { pk: S('a'), sk: S('1') })
  const other = "SELECT * FROM pairs WHERE pk IN ['a', 'b']"
  const mismatch = await refusal(server.run(other, undefined, { NextToken: first.NextToken }))
  assert.equal(mismatch.message, 'NextToken does not match request')
  const forged = await refusal(server.run(statement, undefined, { NextToken: 'AAAA' }))
  assert.equal(forged.message, 'Invalid NextToken')
})

test('columns are taken from nested paths under their last name', async () => {
  await server.run("INSERT INTO words VALUE {'pk': 'nested', 'm': {'l': [1, {'x': 'y'}]}}")
  const { Items } = await server.run("SELECT m.l[1].x, pk FROM words WHERE pk = 'nested'")
  assert.deepEqual(Items, [{ x: S('y'), pk: S('nested') }])
  assert.equal((await server.run('SELECT * FROM words WHERE m.l[0] = 1')).Items?.length, 1)
})

test('INSERT never replaces', async () => {
  await server.run("INSERT INTO words VALUE {'pk': 'once'}")
  const error = await refusal(server.run("INSERT INTO words VALUE {'pk': 'once', 'n': 1}"))
  assert.equal(error.name, 'DuplicateItemException')
  const { Items } = await server.run("SELECT * FROM words WHERE pk = 'once'")
  assert.deepEqual(Items, [{ pk: S('once') }])
})

test('UPDATE sets, removes and answers the image that it is asked for', async () => {
  await server.run("INSERT INTO words VALUE {'pk': 'u', 'n': 1, 'l': [1], 's': <<'a'>>, 'x': 0}")
  const update = async (changes: string) => {
    const { Items } = await server.run(`UPDATE words ${changes}`)
    return Items
  }
  assert.deepEqual(
    await update("SET n = n + 2 SET l = list_append(l, [2]) REMOVE x WHERE pk = 'u'"),
    [],
  )
  assert.deepEqual(
    await update("SET s = set_add(s, <<'b'>>) WHERE pk = 'u' RETURNING MODIFIED NEW *"),
    [{ s: { SS: ['a', 'b'] } }],
  )
  assert.deepEqual(
    await update("SET s = set_delete(s, <<'a'>>) WHERE pk = 'u' RETURNING MODIFIED OLD *"),
    [{ s: { SS: ['a', 'b'] } }],
  )
  assert.deepEqual(await update("SET q = if_not_exists(n, 9) WHERE pk = 'u' RETURNING ALL NEW *"), [
    { pk: S('u'), n: N(3), l: { L: [N(1), N(2)] }, s: { SS: ['b'] }, q: N(3) },
  ])
  const before = await update("SET n = 0 WHERE pk = 'u' AND n = 3 RETURNING ALL OLD *")
  assert.equal(before?.[0]?.['n']?.N, '3')
})

test('a condition that fails can return the item; a missing item is never made', async () => {
  await server.run("INSERT INTO words VALUE {'pk': 'c', 'n': 1}")
  const failed = await refusal(
    server.run("UPDATE words SET n = 2 WHERE pk = 'c' AND n = 5", undefined, {
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  )
  assert.equal(failed.name, 'ConditionalCheckFailedException')
  assert.deepEqual((failed as { Item?: unknown }).Item, { pk: S('c'), n: N(1) })
  const missing = await refusal(server.run("UPDATE words SET n = 2 WHERE pk = 'nobody'"))
  assert.equal(missing.name, 'ConditionalCheckFailedException')
  assert.deepEqual((await server.run("SELECT * FROM words WHERE pk = 'nobody'")).Items, [])
})

test('DELETE answers the old item where asked, and nothing for none', async () => {
  await server.run("INSERT INTO words VALUE {'pk': 'd', 'n': 1}")
  const failed = await refusal(server.run("DELETE FROM words WHERE pk = 'd' AND n = 2"))
  assert.equal(failed.name, 'ConditionalCheckFailedException')
  const gone = await server.run("DELETE FROM words WHERE pk = 'd' AND n = 1 RETURNING ALL OLD *")
  assert.deepEqual(gone.Items, [{ pk: S('d'), n: N(1) }])
  assert.deepEqual((await server.run("DELETE FROM words WHERE pk = 'd'")).Items, [])
})

test('writes report what they consume', async () => {
  const { ConsumedCapacity } = await server.run(
    "INSERT INTO pairs VALUE {'pk': 'cost', 'sk': '1', 'g': 'z', 'l': '1'}",
    undefined,
    { ReturnConsumedCapacity: 'TOTAL' },
  )
  // The item and its rows in the two indexes of g and in the local one.
  assert.deepEqual(ConsumedCapacity, { TableName: 'pairs', CapacityUnits: 4 })
})
