import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Secret, silentLogger } from '../../src/base/index.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'
import { canary, clientKeys, clients, roundValue, type Acknowledged } from './storage-workload.ts'

/** Rounds of write, kill and check. Raise it for a longer hunt. */
const rounds = Number(process.env['STRONGROOM_CRASH_ROUNDS'] ?? 25)
const seed = Number(process.env['STRONGROOM_CRASH_SEED'] ?? randomInt(1, 2 ** 31))
/** With the smaller one each group ends in a checkpoint, and starts the log anew. */
const writeAheadBytes = [256 * 1024, 1]
const child = fileURLToPath(new URL('./storage-writer-process.js', import.meta.url))

test(`no acknowledged commit is lost or torn by SIGKILL (seed ${String(seed)})`, async () => {
  console.log(`STRONGROOM_CRASH_SEED=${String(seed)} STRONGROOM_CRASH_ROUNDS=${String(rounds)}`)
  const directory = mkdtempSync(join(tmpdir(), 'strongroom-crash-'))
  const pageKey = randomBytes(32)
  const latest = new Map<number, Acknowledged>()
  let state = seed
  let highest = 0
  try {
    for (let round = 0; round < rounds; round++) {
      state = Math.imul(state, 48_271) >>> 1
      // Kill after so many answers: the moment follows the work, not the speed of the machine.
      const acknowledged = await writeAndKill(
        directory,
        pageKey,
        1 + (state % 120),
        round % 2 === 0,
      )
      for (const line of acknowledged) {
        assert.ok(line.version > highest, 'versions grow over crashes')
        latest.set(line.client, line)
      }
      highest = Math.max(highest, ...acknowledged.map((line) => line.version))
      highest = Math.max(highest, await assertIntact(directory, pageKey, latest))
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
})

/**
 * Runs the child until it has printed `answers` lines, and gives all that it printed. Killed from
 * here, it dies somewhere in later work; by itself, before anything can follow the last answer.
 */
async function writeAndKill(
  directory: string,
  pageKey: Buffer,
  answers: number,
  byItself: boolean,
): Promise<Acknowledged[]> {
  const lastAnswer = byItself ? String(answers) : 'none'
  const writeAhead = String(writeAheadBytes[answers % 2])
  const args = [child, directory, pageKey.toString('hex'), lastAnswer, writeAhead]
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(writer, 'exit')
  const lines: Acknowledged[] = []
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(JSON.parse(line) as Acknowledged)
    if (!byItself && lines.length === answers) writer.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL', 'the child wrote until it was killed')
  return lines.toSorted((a, b) => a.version - b.version)
}

/** Opens the store after the crash, checks it, and gives the highest version it has. */
async function assertIntact(
  directory: string,
  pageKey: Buffer,
  latest: ReadonlyMap<number, Acknowledged>,
): Promise<number> {
  // Read before the store is open: closing a file elsewhere in this process would drop its locks.
  assertNoPlaintext(directory)
  const store = await openSqliteStore({
    directory,
    pageKey: new Secret(Buffer.from(pageKey)),
    logger: silentLogger,
  })
  let highest = 0
  try {
    for (let client = 0; client < clients; client++) {
      const entries = await store.getMany(clientKeys(client))
      const versions = new Set(entries.map((entry) => entry?.version ?? 0))
      assert.equal(versions.size, 1, 'a commit of several keys is there wholly or not at all')
      const [version = 0] = versions
      const round = entries[0]?.value.readUInt32BE() ?? 0
      const answered = latest.get(client)
      assert.ok(version >= (answered?.version ?? 0), 'an acknowledged commit is there')
      assert.ok(
        round >= (answered?.round ?? 0),
        'an acknowledged commit is not overwritten by an older one',
      )
      for (const entry of entries) {
        assert.ok(entry === undefined || entry.value.equals(roundValue(round, client)))
      }
      highest = Math.max(highest, version)
    }
  } finally {
    await store.close()
  }
  return highest
}

function assertNoPlaintext(directory: string): void {
  const names = readdirSync(directory)
  assert.ok(names.includes('store.db'))
  for (const name of names) {
    const content = readFileSync(join(directory, name))
    assert.equal(content.indexOf(canary), -1, `${name} holds no plaintext`)
    assert.equal(content.indexOf('CREATE TABLE'), -1, `${name} holds no schema in plaintext`)
  }
}
