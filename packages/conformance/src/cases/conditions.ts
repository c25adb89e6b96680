import assert from 'node:assert/strict'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import type { Target } from '../target.ts'

type Attributes = Record<string, AttributeValue>

const item: Attributes = {
  s: { S: 'hello' },
  n: { N: '5' },
  b: { B: Uint8Array.of(1, 2) },
  yes: { BOOL: true },
  nul: { NULL: true },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  l: { L: [{ S: 'x' }, { N: '1' }, { M: { deep: { S: 'y' } } }] },
  m: { M: { 'dotted.name': { S: 'd' }, child: { M: { n: { N: '7' } } } } },
}

const values: Attributes = {
  ':hello': { S: 'hello' },
  ':he': { S: 'he' },
  ':z': { S: 'z' },
  ':a': { S: 'a' },
  ':x': { S: 'x' },
  ':d': { S: 'd' },
  ':5': { N: '5.0' },
  ':1': { N: '1' },
  ':7': { N: '7' },
  ':9': { N: '9' },
  ':ba': { SS: ['b', 'a'] },
  ':bytes': { B: Uint8Array.of(1) },
  ':true': { BOOL: true },
  ':null': { NULL: true },
  ':S': { S: 'S' },
  ':N': { S: 'N' },
  ':M': { S: 'M' },
  ':list': { L: [{ S: 'x' }, { N: '1.0' }, { M: { deep: { S: 'y' } } }] },
}
const names: Record<string, string> = { '#dotted': 'dotted.name', '#s': 's' }

interface Group {
  readonly name: string
  readonly title: string
  readonly holds: readonly string[]
  readonly fails: readonly string[]
}

const groups: readonly Group[] = [
  {
    name: 'equality',
    title: 'Equality compares values of any type, sets without order',
    holds: [
      's = :hello',
      'n = :5',
      'ss = :ba',
      'yes = :true',
      'nul = :null',
      'l = :list',
      's <> :z',
      's <> n',
      '#s = :hello',
    ],
    fails: ['s = :z', 's = :5', 's <> :hello', 'absent = :z', 'ss = :a'],
  },
  {
    name: 'order',
    title: 'Order holds within a type alone',
    holds: [
      'n < :9',
      'n <= :5',
      'n >= :5',
      's > :he',
      'b > :bytes',
      'n BETWEEN :1 AND :9',
      ':1 < n',
      'n > :1',
    ],
    fails: [
      'n < :1',
      'n > :5',
      's < :5',
      's > :5',
      'absent < :9',
      'n BETWEEN :7 AND :9',
      'absent BETWEEN :1 AND :9',
    ],
  },
  {
    name: 'in',
    title: 'IN compares with each of a list',
    holds: ['s IN (:z, :hello)', 'n IN (:5)', 's IN (:5, :z, :hello)'],
    fails: ['s IN (:z)', 'absent IN (:z, :5)', 'n IN (:hello)'],
  },
  {
    name: 'functions',
    title: 'Functions look at presence, type, beginnings, members and sizes',
    holds: [
      'attribute_exists(m.child.n)',
      'attribute_not_exists(m.absent)',
      'attribute_type(s, :S)',
      'attribute_type(m.child, :M)',
      'begins_with(s, :he)',
      'begins_with(b, :bytes)',
      'contains(s, :he)',
      'contains(ss, :a)',
      'contains(ns, :1)',
      'contains(l, :x)',
      'contains(l, :1)',
      'size(s) = :5',
      'size(ss) > :1',
      'size(l) > :1 AND size(l) < :9',
      'size(b) > :1',
    ],
    fails: [
      'attribute_exists(absent)',
      'attribute_exists(l[3])',
      'attribute_not_exists(s)',
      'attribute_type(s, :N)',
      'begins_with(n, :he)',
      'contains(ss, :z)',
      'contains(n, :1)',
      'size(n) > :1',
      'size(absent) > :1',
    ],
  },
  {
    name: 'paths',
    title: 'Paths reach into maps and lists',
    holds: [
      'm.child.n = :7',
      'l[0] = :x',
      'm.#dotted = :d',
      'attribute_exists(l[2].deep)',
      'attribute_not_exists(s.x)',
    ],
    fails: ['m.child = :7', 'l[1] = :x', 'attribute_exists(m.dotted)', 'l[0].x = :x'],
  },
  {
    name: 'logic',
    title: 'NOT binds before AND, AND before OR',
    holds: [
      's = :hello AND n = :5',
      's = :z OR n = :5',
      'NOT s = :z',
      's = :hello OR s = :z AND n = :9',
      'NOT (s = :z OR n = :9)',
      'NOT s = :z AND n = :5',
      'not s = :z and (n = :5 or s = :z)',
    ],
    fails: [
      's = :hello AND n = :9',
      'NOT s = :hello OR n = :9',
      '(s = :hello OR s = :z) AND n = :9',
    ],
  },
]

/** What conditions mean, asked through filters. */
export function conditionCases(): Case[] {
  const condition = new Cases('Conditions')
  for (const { name, title, holds, fails } of groups) {
    condition.core(name, title, async (target) => {
      const pk = { S: target.fresh() }
      await target.db.putItem({ TableName: target.tables.hash, Item: { pk, ...item } })
      for (const text of holds) assert.equal(await matches(target, pk, text), 1, `${text} holds`)
      for (const text of fails) assert.equal(await matches(target, pk, text), 0, `${text} fails`)
    })
  }
  return condition.list
}

async function matches(
  target: Target,
  pk: AttributeValue,
  text: string,
): Promise<number | undefined> {
  const used = new Set(text.match(/[:#]\w+/g) ?? [])
  const pick = <T>(all: Record<string, T>) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => used.has(key)))
  const usedNames = pick(names)
  const { Count } = await target.db.query({
    TableName: target.tables.hash,
    KeyConditionExpression: 'pk = :p',
    FilterExpression: text,
    ExpressionAttributeValues: { ':p': pk, ...pick(values) },
    ...(Object.keys(usedNames).length > 0 ? { ExpressionAttributeNames: usedNames } : {}),
    ConsistentRead: true,
  })
  return Count
}
