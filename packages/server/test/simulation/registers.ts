import type { Dice } from '../properties/dice.ts'
import type { Callable } from '../properties/in-process.ts'
import { schema } from './clients.ts'
import { canBeOrdered, type Event } from './ordering.ts'
import { failureOf } from './outcomes.ts'

const TableName = schema.name
export const registers = 4

/** What each register holds; '' before anything was written. */
type State = readonly string[]

type Write = { readonly [register: number]: string }

/** Random transactions on a few registers, with a history that must be that of one after the other. */
export class Registers {
  #moment = 0
  #values = 0
  readonly #events: Event<State>[] = []

  async act(server: Callable, dice: Dice): Promise<void> {
    if (dice.chance(0.4)) return this.read(server, some(dice))
    const write = Object.fromEntries(some(dice).map((at) => [at, `v${String(++this.#values)}`]))
    const expected = dice.chance(0.5)
      ? { at: dice.below(registers), value: this.#recent(dice) }
      : undefined
    return this.#write(server, write, expected)
  }

  /** A value that a register may hold still. */
  #recent(dice: Dice): string {
    return `v${String(Math.max(1, this.#values - dice.below(8)))}`
  }

  async read(server: Callable, which: readonly number[]): Promise<void> {
    const called = ++this.#moment
    let seen: readonly string[]
    try {
      const { Responses } = await server.call('TransactGetItems', {
        TransactItems: which.map((at) => ({ Get: { TableName, Key: keyOf(at) } })),
      })
      const found = Responses as { Item?: { value: { S: string } } }[]
      seen = found.map(({ Item }) => Item?.value.S ?? '')
    } catch (error) {
      failureOf(error)
      return
    }
    this.#add(called, true, (before) =>
      which.every((at, place) => before[at] === seen[place]) ? before : undefined,
    )
  }

  /** Writes all or none: where a condition is given, only if another register holds that value. */
  async #write(
    server: Callable,
    write: Write,
    expected: { readonly at: number; readonly value: string } | undefined,
  ): Promise<void> {
    const condition = expected && {
      ConditionExpression: '#v = :v',
      ExpressionAttributeNames: { '#v': 'value' },
      ExpressionAttributeValues: { ':v': { S: expected.value } },
    }
    const puts = Object.entries(write).map(([at, value]) => ({
      Put: {
        TableName,
        Item: { ...keyOf(Number(at)), value: { S: value } },
        ...(Number(at) === expected?.at ? condition : {}),
      },
    }))
    const apart = expected !== undefined && write[expected.at] === undefined
    const check = { ConditionCheck: { TableName, Key: keyOf(expected?.at ?? 0), ...condition } }
    const called = ++this.#moment
    const after = (before: State): State => before.map((value, at) => write[at] ?? value)
    const holds = (before: State): boolean =>
      expected === undefined || before[expected.at] === expected.value
    try {
      await server.call('TransactWriteItems', { TransactItems: apart ? [...puts, check] : puts })
      this.#add(called, true, (before) => (holds(before) ? after(before) : undefined))
    } catch (error) {
      const failure = failureOf(error)
      // A cancelled transaction may also have met another one, which says nothing of the registers.
      if (failure !== 'unknown') return
      this.#add(called, false, (before) => (holds(before) ? after(before) : before))
    }
  }

  /** Throws unless there is an order. The last event should be a read of everything. */
  check(): void {
    const initial = Array.from({ length: registers }, () => '')
    if (!canBeOrdered(this.#events, initial)) throw new Error('no order explains what was read')
  }

  #add(called: number, certain: boolean, apply: (before: State) => State | undefined): void {
    this.#events.push({
      called,
      answered: ++this.#moment,
      certain,
      apply(before) {
        const after = apply(before)
        return after && { after }
      },
    })
  }
}

function keyOf(at: number): object {
  return { pk: { S: `register ${String(at)}` }, sk: { N: '0' } }
}

/** One to three of them, each once. */
function some(dice: Dice): number[] {
  const first = dice.below(registers)
  const count = 1 + dice.below(3)
  return Array.from({ length: count }, (_, at) => (first + at) % registers)
}
