import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, eventually, refused } from '../expect.ts'
import type { Target } from '../target.ts'

type Item = Readonly<Record<string, object>>
const S = (text: string) => ({ S: text })
const N = (number: number) => ({ N: String(number) })

/** ExecuteStatement, statement by statement. */
export function partiqlCases(): Case[] {
  return [...selectCases(), ...pageCases(), ...writeCases()]
}

/** Runs a statement, in which `?` stand for the parameters; answers the items. */
async function run(
  target: Target,
  Statement: string,
  Parameters: readonly object[] = [],
  more: object = {},
): Promise<Item[]> {
  const answer = await accepted(target, 'ExecuteStatement', {
    Statement,
    ...(Parameters.length > 0 ? { Parameters } : {}),
    ...more,
  })
  return answer['Items'] as Item[]
}

/** Puts items `sk` 1 to 4 into a partition of its own of the table `numeric`; answers its key. */
async function partition(target: Target): Promise<{ pk: { S: string } }> {
  const pk = S(target.fresh())
  for (let at = 1; at <= 4; at++) {
    const Item = { pk, sk: N(at), n: N(10 * at) }
    await accepted(target, 'PutItem', { TableName: target.tables.numeric, Item })
  }
  return { pk }
}

const sortKeys = (items: readonly Item[]) =>
  items.map(({ sk }) => (sk as { N: string } | undefined)?.N).join(' ')

function selectCases(): Case[] {
  const execute = new Cases('ExecuteStatement')
  execute.core('select-item', 'SELECT by the whole key answers the item', async (target) => {
    const Item: Item = { pk: S(target.fresh()), m: { M: { l: { L: [N(1), S('x')] } } } }
    await accepted(target, 'PutItem', { TableName: target.tables.hash, Item })
    const from = `FROM "${target.tables.hash}" WHERE pk = ?`
    const parameters = [Item['pk'] ?? {}]
    const consistent = { ConsistentRead: true }
    assert.deepEqual(await run(target, `SELECT * ${from}`, parameters, consistent), [Item])
    const columns = await run(target, `SELECT m.l[1], pk ${from}`, parameters, consistent)
    assert.equal(Object.keys(columns[0] ?? {}).length, 2)
    assert.deepEqual(columns[0]?.['pk'], Item['pk'])
    assert.deepEqual(await run(target, `SELECT * ${from}`, [S(target.fresh())]), [])
  })
  execute.core('select-range', 'SELECT follows conditions on the sort key', async (target) => {
    const { pk } = await partition(target)
    const of = async (where: string) =>
      sortKeys(
        await run(
          target,
          `SELECT * FROM "${target.tables.numeric}" WHERE pk = '${pk.S}' AND ${where}`,
          [],
          { ConsistentRead: true },
        ),
      )
    assert.equal(await of('sk > 2'), '3 4')
    assert.equal(await of('sk BETWEEN 2 AND 3'), '2 3')
    assert.equal(await of('sk <= 2 AND n > 10'), '2')
    assert.equal(await of('n IN [10, 40]'), '1 4')
    assert.equal(await of('NOT n = 20'), '1 3 4')
    assert.equal(await of('(n = 10 OR n = 30)'), '1 3')
  })
  execute.complete('order-by', 'ORDER BY follows the sort key, both ways', async (target) => {
    const { pk } = await partition(target)
    const from = `SELECT * FROM "${target.tables.numeric}" WHERE pk = ?`
    assert.equal(sortKeys(await run(target, `${from} ORDER BY sk DESC`, [pk])), '4 3 2 1')
    assert.equal(sortKeys(await run(target, `${from} ORDER BY sk ASC`, [pk])), '1 2 3 4')
  })
  execute.complete(
    'conditions',
    'Functions, types and paths mean what they say',
    async (target) => {
      const TableName = target.tables.hash
      const pk = S(target.fresh())
      const Item = {
        pk,
        ss: { SS: ['a', 'b', 'c'] },
        s: S('str'),
        n: N(5),
        m: { M: { sub: S('x'), l: { L: [N(1), N(2)] } } },
        nul: { NULL: true },
        flag: { BOOL: true },
      }
      await accepted(target, 'PutItem', { TableName, Item })
      const conditions: [string, boolean][] = [
        ['attribute_exists(ss)', true],
        ['attribute_exists(m.sub)', true],
        ['attribute_not_exists(ss)', false],
        ["contains(ss, 'b')", true],
        ["begins_with(s, 'st')", true],
        ["NOT begins_with(s, 'st')", false],
        ['size(s) = 3', true],
        ["attribute_type(s, 'S')", true],
        ['nul IS NULL', true],
        ['nul IS NOT NULL', false],
        ['nope IS MISSING', true],
        ['nope IS NOT MISSING', false],
        ['n = 5E0', true],
        ['n <> 5', false],
        ['4 < n', true],
        ["s < 'z'", true],
        ['s < 5', false],
        ['m.l[1] = 2', true],
        ['n NOT BETWEEN 5 AND 6', false],
        ['flag = true', true],
        ["ss = <<'c', 'a', 'b'>>", true],
        ['n = 5 -- a note', true],
      ]
      for (const [condition, holds] of conditions) {
        const statement = `SELECT pk FROM "${TableName}" WHERE pk = '${pk.S}' AND ${condition}`
        const items = await run(target, statement, [], { ConsistentRead: true })
        assert.deepEqual(items, holds ? [{ pk }] : [], condition)
      }
    },
  )
  execute.complete('index', 'SELECT reads an index by its quoted name', async (target) => {
    const { indexed } = target.tables
    const g = S(target.fresh())
    const Item = { pk: S(target.fresh()), sk: S('s'), g, gs: S('1'), data: N(1), more: N(2) }
    await accepted(target, 'PutItem', { TableName: indexed, Item })
    const { more: _, ...projected } = Item
    const from = (index: string) => `SELECT * FROM "${indexed}"."${index}" WHERE g = ?`
    await eventually(async () => {
      assert.deepEqual(await run(target, from('gsi-all'), [g]), [Item])
      assert.deepEqual(await run(target, `${from('gsi-include')} AND gs = '1'`, [g]), [projected])
    })
  })
  execute.strict(
    'index-filters',
    'Where no condition fixes the key of an index, attributes that it lacks are missing to a filter',
    async (target) => {
      const { indexed } = target.tables
      const g = target.fresh()
      const pk = S(target.fresh())
      const Item = { pk, sk: S('s'), g: S(g), gs: S(g), ls: S(g), extra: S('x') }
      await accepted(target, 'PutItem', { TableName: indexed, Item })
      const of = (index: string, where: string) =>
        run(target, `SELECT pk FROM "${indexed}"."${index}" WHERE ${where}`, [])
      await eventually(async () => {
        assert.deepEqual(await of('gsi-include', `gs = '${g}'`), [{ pk }])
      })
      assert.deepEqual(await of('gsi-include', `gs = '${g}' AND extra = 'x'`), [])
      assert.deepEqual(await of('gsi-include', `gs = '${g}' AND NOT extra = 'x'`), [{ pk }])
      assert.deepEqual(await of('lsi-include', `ls = '${g}' AND extra = 'x'`), [])
      const either = `(g = '${g}' AND extra = 'x') OR (g = 'y' AND extra = 'x')`
      assert.deepEqual(await of('gsi-include', either), [])
    },
  )
  return execute.list
}

function pageCases(): Case[] {
  const execute = new Cases('ExecuteStatement')
  execute.complete('pages', 'Pages by Limit go on where they ended', async (target) => {
    const { pk } = await partition(target)
    const statement = {
      Statement: `SELECT * FROM "${target.tables.numeric}" WHERE pk = ?`,
      Parameters: [pk],
      Limit: 3,
    }
    const first = await accepted(target, 'ExecuteStatement', statement)
    assert.equal(sortKeys(first['Items'] as Item[]), '1 2 3')
    assert.deepEqual(first['LastEvaluatedKey'], { pk, sk: N(3) })
    const { NextToken } = first
    const second = await accepted(target, 'ExecuteStatement', { ...statement, NextToken })
    assert.equal(sortKeys(second['Items'] as Item[]), '4')
    assert.equal(second['NextToken'], undefined)
    await refused(
      target,
      'ExecuteStatement',
      { ...statement, Parameters: [S(target.fresh())], NextToken },
      { message: 'NextToken does not match request' },
    )
  })
  execute.complete('capacity', 'Reads and writes answer what they cost', async (target) => {
    const { numeric } = target.tables
    const pk = S(target.fresh())
    const cost = async (Statement: string, more: object = {}) => {
      const input = { Statement, ReturnConsumedCapacity: 'TOTAL', ...more }
      return (await accepted(target, 'ExecuteStatement', input))['ConsumedCapacity']
    }
    const text = 'x'.repeat(5000)
    assert.deepEqual(
      await cost(`INSERT INTO "${numeric}" VALUE {'pk': '${pk.S}', 'sk': 1, 'v': '${text}'}`),
      { TableName: numeric, CapacityUnits: 5 },
    )
    const select = `SELECT * FROM "${numeric}" WHERE pk = '${pk.S}'`
    assert.deepEqual(await cost(select), { TableName: numeric, CapacityUnits: 1 })
    assert.deepEqual(await cost(select, { ConsistentRead: true }), {
      TableName: numeric,
      CapacityUnits: 2,
    })
  })
  return execute.list
}

function writeCases(): Case[] {
  const execute = new Cases('ExecuteStatement')
  execute.core('insert', 'INSERT makes an item and never replaces one', async (target) => {
    const { hash } = target.tables
    const pk = S(target.fresh())
    const statement = (n: number) =>
      `INSERT INTO "${hash}" VALUE {'pk': ?, 'n': ${String(n)}, 'l': [1, {'x': true}], 's': <<'a'>>}`
    assert.deepEqual(await run(target, statement(1), [pk]), [])
    await refused(
      target,
      'ExecuteStatement',
      { Statement: statement(2), Parameters: [pk] },
      { error: 'DuplicateItemException', message: 'Duplicate primary key exists in table' },
    )
    const { Item } = await target.db.getItem({
      TableName: hash,
      Key: { pk },
      ConsistentRead: true,
    })
    const l = { L: [N(1), { M: { x: { BOOL: true } } }] }
    assert.deepEqual(Item, { pk, n: N(1), l, s: { SS: ['a'] } })
  })
  execute.core('update', 'UPDATE sets and removes, and answers images', async (target) => {
    const { hash } = target.tables
    const pk = S(target.fresh())
    const Item = { pk, n: N(1), l: { L: [N(1)] }, s: { SS: ['a'] }, x: N(0) }
    await accepted(target, 'PutItem', { TableName: hash, Item })
    const update = (changes: string) => run(target, `UPDATE "${hash}" ${changes}`, [pk])
    assert.deepEqual(
      await update('SET n = n + 2 SET l = list_append(l, [2]) REMOVE x WHERE pk = ?'),
      [],
    )
    const added = await update("SET s = set_add(s, <<'b'>>) WHERE pk = ? RETURNING MODIFIED NEW *")
    assert.deepEqual(added, [{ s: { SS: ['a', 'b'] } }])
    const l = { L: [N(1), N(2)] }
    assert.deepEqual(
      await update("SET s = set_delete(s, <<'b'>>) WHERE pk = ? RETURNING ALL NEW *"),
      [{ pk, n: N(3), l, s: { SS: ['a'] } }],
    )
    const [old] = await update('SET n = 0 WHERE pk = ? AND n = 3 RETURNING ALL OLD *')
    assert.deepEqual(old?.['n'], N(3))
  })
  execute.complete('update-none', 'UPDATE never makes an item', async (target) => {
    const { hash } = target.tables
    const Parameters = [S(target.fresh())]
    const input = { Statement: `UPDATE "${hash}" SET n = 1 WHERE pk = ?`, Parameters }
    const failed = {
      error: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    }
    await refused(target, 'ExecuteStatement', input, failed)
    assert.deepEqual(await run(target, `SELECT * FROM "${hash}" WHERE pk = ?`, Parameters), [])
  })
  execute.complete('condition', 'A failed condition returns the item if asked', async (target) => {
    const { hash } = target.tables
    const Item = { pk: S(target.fresh()), n: N(1) }
    await accepted(target, 'PutItem', { TableName: hash, Item })
    for (const statement of [`UPDATE "${hash}" SET n = 2`, `DELETE FROM "${hash}"`]) {
      const { error, body } = await target.call('ExecuteStatement', {
        Statement: `${statement} WHERE pk = ? AND n = 5`,
        Parameters: [Item.pk],
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })
      assert.equal(error, 'ConditionalCheckFailedException')
      assert.deepEqual(body['Item'], Item)
    }
  })
  execute.core('delete', 'DELETE removes an item and can answer it', async (target) => {
    const { hash } = target.tables
    const Item: Item = { pk: S(target.fresh()), n: N(1) }
    await accepted(target, 'PutItem', { TableName: hash, Item })
    const statement = `DELETE FROM "${hash}" WHERE pk = ?`
    const parameters = [Item['pk'] ?? {}]
    assert.deepEqual(await run(target, `${statement} RETURNING ALL OLD *`, parameters), [Item])
    assert.deepEqual(await run(target, statement, parameters), [])
  })
  return execute.list
}
