import assert from 'node:assert/strict'
import { Dice } from '../properties/dice.ts'
import { Bystander } from './bystander.ts'
import { checkNothingPolluted, checkReply } from './checks.ts'
import { fromShapes } from './from-shapes.ts'
import { breakSignature, intact, mutateHeaders, type Outgoing } from './header-mutations.ts'
import { textOfJson, type Json } from './json-tree.ts'
import { mutateBytes, mutateTree } from './mutations.ts'
import { credentials, serverUnderAttack, type ServerUnderAttack } from './server-under-attack.ts'
import { tables, template } from './templates.ts'
import { Signer, WireClient } from './wire-client.ts'

const clients = 8
/** Requests between two looks at the memory, with fresh tables from then on. */
const perRound = 10_000
/** Bytes by which the heap may differ between two looks: caches that fill, code that is compiled. */
const slack = 20 * 1024 * 1024

export interface MutatedRunOptions {
  readonly requests: number
  /** Of the run: each request has a seed of its own that follows from it. */
  readonly seed: number
  /** The seed of a request that failed: that one alone is sent. */
  readonly only?: number
}

/** What the requests came to, for people. */
export interface MutatedReport {
  readonly lines: readonly string[]
}

function outgoing(seed: number, signer: Signer, host: string): Outgoing {
  const dice = new Dice(seed)
  const { operation, input } = dice.chance(0.75) ? template(dice) : fromShapes(dice)
  let tree: Json = input
  for (let times = dice.pick([0, 1, 1, 1, 1, 2]); times > 0; times--) tree = mutateTree(dice, tree)
  let body: Buffer = Buffer.from(textOfJson(tree))
  if (dice.chance(0.15)) body = mutateBytes(dice, body)
  const parts = { signer, host, target: `DynamoDB_20120810.${operation}`, body }
  const choice = dice.below(10)
  if (choice === 0) return breakSignature(dice, parts)
  if (choice === 1) return mutateHeaders(dice, parts)
  return intact(parts)
}

/** Bytes that are in use after a collection. */
function bytesInUse(): number {
  assert.ok(globalThis.gc, 'run by node --expose-gc')
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function freshTables(client: WireClient): Promise<void> {
  let names: readonly string[]
  const others = async (): Promise<string[]> => {
    const listed = (await client.call('ListTables', {}))['TableNames'] as string[]
    return listed.filter((name) => name !== 'bystander')
  }
  while ((names = await others()).length > 0) {
    for (const TableName of names) {
      // A mutation may have protected it; a table that is being deleted refuses.
      const unprotected = { TableName, DeletionProtectionEnabled: false }
      await client.post('DynamoDB_20120810.UpdateTable', JSON.stringify(unprotected))
      await client.post('DynamoDB_20120810.DeleteTable', JSON.stringify({ TableName }))
    }
  }
  for (const table of tables) await client.call('CreateTable', table)
}

/**
 * Sends requests with something wrong in the tree, the bytes, the headers or the signature to the
 * whole server over plain HTTP, while another client works over TLS. Rejects with the seed of the
 * request that got a 500 or anything else that DynamoDB would not answer. Needs `--expose-gc`.
 */
export async function mutatedRun(options: MutatedRunOptions): Promise<MutatedReport> {
  const server = await serverUnderAttack()
  const attacker = new WireClient({ ...server.http, sockets: clients })
  const calm = new WireClient(server.https)
  try {
    const bystander = new Bystander(calm)
    await bystander.open()
    await freshTables(calm)
    const attack = new Attack(server, attacker)
    if (options.only !== undefined) {
      await attack.send(options.only)
      return { lines: attack.lines() }
    }
    const looks: number[] = []
    const seeds = new Dice(options.seed)
    for (let sent = 0; sent < options.requests; sent += perRound) {
      let left = Math.min(perRound, options.requests - sent)
      const worker = async (_: unknown, number: number): Promise<void> => {
        for (let own = 0; left > 0; own++) {
          left -= 1
          await attack.send(seeds.seed())
          if (number === 0 && own % 20 === 0) await bystander.round()
        }
      }
      await Promise.all(Array.from({ length: clients }, worker))
      await freshTables(calm)
      looks.push(bytesInUse())
    }
    checkNothingPolluted()
    assert.ok(attack.accepted > options.requests / 20, 'some reach the engine')
    // The first rounds fill caches and compile code. What leaks adds up over all the others, and so in the least of some
    // looks; a single one may find 30 MiB that a collection has yet to give back (Node 24).
    const third = Math.floor(looks.length / 3)
    const before = Math.min(...looks.slice(third, 2 * third))
    const after = Math.min(...looks.slice(2 * third))
    const looked = `MiB in use: ${looks.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' ')}`
    assert.ok(!(after - before >= slack), `the heap grows: ${looked}`)
    const calmly = `${String(bystander.rounds)} rounds of another client`
    return { lines: [...attack.lines(), calmly, looked] }
  } finally {
    attacker.close()
    calm.close()
    await server.close()
  }
}

class Attack {
  readonly #server: ServerUnderAttack
  readonly #client: WireClient
  readonly #signer = new Signer(credentials)
  readonly #outcomes = new Map<string, number>()

  constructor(server: ServerUnderAttack, client: WireClient) {
    this.#server = server
    this.#client = client
  }

  get accepted(): number {
    return this.#outcomes.get('accepted') ?? 0
  }

  async send(seed: number): Promise<void> {
    const { host } = new URL(this.#server.http.endpoint)
    const sent = outgoing(seed, this.#signer, host)
    try {
      const reply = await this.#client.send(sent.headers, sent.body, sent)
      checkReply(sent, reply)
      assert.deepEqual(this.#server.failures, [])
      const outcome = reply.status === 200 ? 'accepted' : (reply.code ?? String(reply.status))
      this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1)
    } catch (cause) {
      const target = String(sent.headers['x-amz-target'])
      const what = `${target} ${sent.body.toString('utf8').slice(0, 2000)}`
      throw new Error(`the request of seed ${String(seed)}: ${what}`, { cause })
    }
  }

  lines(): string[] {
    const sorted = [...this.#outcomes].sort(([, a], [, b]) => b - a)
    return [sorted.map(([outcome, times]) => `${outcome} ${String(times)}`).join(', ')]
  }
}
