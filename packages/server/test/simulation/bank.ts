import assert from 'node:assert/strict'
import type { Dice } from '../properties/dice.ts'
import type { Callable } from '../properties/in-process.ts'
import { schema } from './clients.ts'
import { failureOf, type Failure } from './outcomes.ts'

const TableName = schema.name
const accounts = 6
const funds = 100
const pairs = 2
const counters = ['a', 'b'] as const

/** An interval in which a number was read, or in which it was counted up. */
interface Interval {
  readonly called: number
  readonly answered: number
}

/**
 * Transactions with a meaning that only isolation keeps. Money moves between accounts, and every
 * reader must see the same sum: no transaction is seen in part. Of each pair, one member at least
 * stays on call, though each looks only at the other: no write skew. Two counters are counted up
 * together, with a token where the outcome was not known: no count is lost, done twice or seen early.
 */
export class Bank {
  #moment = 0
  readonly #reads: (Interval & { readonly count: number })[] = []
  readonly #counted: Interval[] = []
  /** Moments from which a count of unknown outcome may be seen. */
  readonly #maybe: number[] = []
  readonly done = { transfers: 0, counts: 0, leaves: 0, snapshots: 0, refused: 0 }

  async open(server: Callable): Promise<void> {
    const items = [
      ...range(accounts).map((at) => ({ ...account(at), count: { N: String(funds) } })),
      ...counters.map((name) => ({ ...counter(name), count: { N: '0' } })),
      ...range(2 * pairs).map((at) => ({ ...member(at), value: { S: 'on' }, count: { N: '0' } })),
    ]
    for (const item of items) {
      await server.call('PutItem', { TableName, Item: { ...item, group: { S: 'g' } } })
    }
  }

  async act(server: Callable, dice: Dice): Promise<void> {
    const choice = dice.below(10)
    if (choice < 3) await this.#transfer(server, dice)
    else if (choice < 5) await this.#count(server, dice)
    else if (choice < 7) await this.#leave(server, dice)
    else if (choice < 8) await this.#return(server, dice)
    else await this.snapshot(server)
  }

  async #transfer(server: Callable, dice: Dice): Promise<void> {
    const from = dice.below(accounts)
    const to = (from + 1 + dice.below(accounts - 1)) % accounts
    const amount = 1 + dice.below(60)
    const failed = await this.#write(server, [
      add(account(from), -amount, {
        condition: '#c >= :least',
        values: { ':least': number(amount) },
      }),
      add(account(to), amount),
    ])
    if (failed === undefined) this.done.transfers += 1
  }

  async #count(server: Callable, dice: Dice): Promise<void> {
    const token = `count ${String(dice.seed())} ${String(this.#moment)}`
    const called = ++this.#moment
    const writes = counters.map((name) => add(counter(name), 1))
    let failed: Failure | undefined = 'unknown'
    for (let attempt = 0; attempt < 4 && failed === 'unknown'; attempt++) {
      const again = await this.#write(server, writes, token)
      // Once its outcome was unknown, a refusal of the retry says nothing of the first attempt.
      failed = attempt > 0 && again !== undefined ? 'unknown' : again
    }
    if (failed === undefined) {
      this.#counted.push({ called, answered: ++this.#moment })
      this.done.counts += 1
    } else if (failed === 'unknown') this.#maybe.push(called)
  }

  async #leave(server: Callable, dice: Dice): Promise<void> {
    const self = dice.below(2 * pairs)
    const failed = await this.#write(server, [
      {
        ConditionCheck: {
          TableName,
          Key: member(self ^ 1),
          ConditionExpression: '#v = :on',
          ExpressionAttributeNames: { '#v': 'value' },
          ExpressionAttributeValues: { ':on': { S: 'on' } },
        },
      },
      { Update: { TableName, Key: member(self), ...setting('off') } },
    ])
    if (failed === undefined) this.done.leaves += 1
  }

  async #return(server: Callable, dice: Dice): Promise<void> {
    const Key = member(dice.below(2 * pairs))
    await server.call('UpdateItem', { TableName, Key, ...setting('on') }).catch(failureOf)
  }

  async #write(
    server: Callable,
    TransactItems: object[],
    token?: string,
  ): Promise<Failure | undefined> {
    const input = { TransactItems, ...(token === undefined ? {} : { ClientRequestToken: token }) }
    try {
      await server.call('TransactWriteItems', input)
      return undefined
    } catch (error) {
      const failure = failureOf(error)
      if (failure === 'refused') this.done.refused += 1
      return failure
    }
  }

  /** Reads everything at one moment; throws if there was never such a moment. */
  async snapshot(server: Callable): Promise<void> {
    const called = ++this.#moment
    const keys = [
      ...range(accounts).map(account),
      ...counters.map(counter),
      ...range(2 * pairs).map(member),
    ]
    let responses: { Item: { count: { N: string }; value?: { S: string } } }[]
    try {
      const TransactItems = keys.map((Key) => ({ Get: { TableName, Key } }))
      const answer = await server.call('TransactGetItems', { TransactItems })
      responses = answer['Responses'] as typeof responses
    } catch (error) {
      failureOf(error)
      return
    }
    const answered = ++this.#moment
    const counts = responses.map(({ Item }) => Number(Item.count.N))
    const balances = counts.slice(0, accounts)
    const sum = balances.reduce((total, each) => total + each, 0)
    assert.equal(sum, accounts * funds, `a transfer seen in part: ${balances.join()}`)
    assert.ok(Math.min(...balances) >= 0, `a condition passed over: ${balances.join()}`)
    const [one = 0, other = 0] = counts.slice(accounts)
    assert.equal(one, other, 'two counters that are counted up together')
    const members = responses.slice(accounts + counters.length)
    for (const pair of range(pairs)) {
      const states = [2 * pair, 2 * pair + 1].map((at) => members[at]?.Item.value?.S)
      assert.ok(states.includes('on'), 'a pair of which both have left: write skew')
    }
    this.#reads.push({ called, answered, count: one })
    this.done.snapshots += 1
  }

  /** Reads a last time and throws unless all that was read can be told as one story. */
  async check(server: Callable): Promise<void> {
    await this.snapshot(server)
    for (const { called, answered, count } of this.#reads) {
      const least = this.#counted.filter((each) => each.answered < called).length
      const begun = this.#counted.filter((each) => each.called < answered).length
      const most = begun + this.#maybe.filter((each) => each < answered).length
      assert.ok(count >= least, `${String(count)} read after ${String(least)} were counted`)
      assert.ok(count <= most, `${String(count)} read when ${String(most)} had begun`)
      for (const later of this.#reads) {
        if (later.called > answered) assert.ok(later.count >= count, 'a count went back')
      }
    }
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at)
}

function number(value: number): object {
  return { N: String(value) }
}

/** Their keys are apart from those of other tests on the same table. */
function keyOf(kind: string, at: number): object {
  return { pk: { S: kind }, sk: number(at) }
}

function account(at: number): object {
  return keyOf('account', at)
}

/** Each counter in a partition of its own. */
function counter(name: string): object {
  return keyOf(`counter ${name}`, 0)
}

function member(at: number): object {
  return keyOf('member', at)
}

function setting(value: string): object {
  return {
    UpdateExpression: 'SET #v = :v',
    ExpressionAttributeNames: { '#v': 'value' },
    ExpressionAttributeValues: { ':v': { S: value } },
  }
}

function add(Key: object, amount: number, when?: { condition: string; values: object }): object {
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: 'ADD #c :amount',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':amount': number(amount), ...when?.values },
      ...(when === undefined ? {} : { ConditionExpression: when.condition }),
    },
  }
}
