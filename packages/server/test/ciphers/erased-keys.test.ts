import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { kinds } from './kinds.ts'

/** How often each of the texts lies in the memory that another process can write to. */
async function countInMemory(pid: number, wanted: readonly Buffer[]): Promise<number[]> {
  const maps = await readFile(`/proc/${String(pid)}/maps`, 'utf8')
  const memory = await open(`/proc/${String(pid)}/mem`)
  const counts = wanted.map(() => 0)
  const piece = 1 << 22
  try {
    for (const line of maps.split('\n')) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line)
      if (match === null) continue
      const end = Number.parseInt(match[2]!, 16)
      for (let from = Number.parseInt(match[1]!, 16); from < end; from += piece - 32) {
        const length = Math.min(end - from, piece)
        const bytes = Buffer.alloc(length)
        const read = await memory.read(bytes, 0, length, from).catch(() => undefined)
        if (read === undefined) break
        for (const [which, text] of wanted.entries()) {
          for (let at = -1; (at = bytes.indexOf(text, at + 1)) >= 0;) counts[which]!++
        }
      }
    }
  } finally {
    await memory.close()
  }
  return counts
}

const skip =
  process.platform !== 'linux' && 'only Linux lets a process read the memory of its child'

/** Starts the process that holds keys, and looks for them while they are in use and after they were erased. */
async function look(what: string): Promise<{ held: number[]; left: number[] }> {
  const program = fileURLToPath(new URL('./key-holder.js', import.meta.url))
  const child = spawn(process.execPath, [program, what], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  try {
    const keys = (await next())
      .split(',')
      .map((complement) => Buffer.from(Buffer.from(complement, 'hex').map((byte) => byte ^ 0xff)))
    for (const key of keys) assert.equal(key.length, 32)
    const held = await countInMemory(child.pid!, keys)
    child.stdin.write('erase\n')
    assert.equal(await next(), 'erased')
    return { held, left: await countInMemory(child.pid!, keys) }
  } finally {
    const ended = once(child, 'exit')
    child.stdin.end()
    await ended
  }
}

/** A key schedule of AES-256 begins with the key itself, so that one look finds key and schedule. */
for (const [at, { kind }] of kinds.entries()) {
  test(`${kind}: a key that was erased is nowhere in the memory`, { skip }, async () => {
    const { held, left } = await look(String(at))
    assert(held[0]! > 0, 'the key is found while it is in use')
    assert.deepEqual(left, [0])
  })
}

test(
  'of a table key that was closed nothing is left, and none of the keys below it',
  { skip },
  async () => {
    const { held, left } = await look('table')
    const [plaintext, wraps, seals] = held
    assert.equal(plaintext, 0, 'the table key itself is erased at once')
    assert(wraps! > 0 && seals! > 0, 'the keys below are found while they are in use')
    assert.deepEqual(left, [0, 0, 0])
  },
)
