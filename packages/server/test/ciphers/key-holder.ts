import { randomFillSync } from 'node:crypto'
import { derivedKey, Secret, silentLogger, systemRandom } from '../../src/base/index.ts'
import { SealBudget } from '../../src/engine/rows/seal-budget.ts'
import { OpenTableKey } from '../../src/engine/rows/table-keys.ts'
import { kinds } from './kinds.ts'

/**
 * The process whose memory erased-keys.test.ts looks into: it seals and opens, tells its keys, and erases them
 * when it is asked to. What it tells of a key is the complement, so that no copy comes of the telling.
 */
function tell(keys: readonly Buffer[]): void {
  console.log(keys.map((key) => Buffer.from(key.map((byte) => byte ^ 0xff)).toString('hex')).join())
}

function freshKey(): Buffer {
  return randomFillSync(Buffer.allocUnsafeSlow(32))
}

/** One key in a cipher of that kind. */
function bareCipher(kind: number): () => void {
  const key = freshKey()
  const cipher = kinds[kind]!.create(key)
  tell([key])
  key.fill(0)
  const box = Buffer.alloc(1000)
  cipher.seal(box, 0, box, 0)
  cipher.open(box, 0, box, 0, Buffer.alloc(box.length - 28))
  return () => cipher.dispose()
}

/** A table key, and what is derived from it: the keys that wrap and that seal. */
function tableKey(): () => void {
  const plaintext = freshKey()
  const derived = ['table wrap', 'table seal'].map((use) => derivedKey(new Secret(plaintext), use))
  tell([plaintext, ...derived.map((secret) => secret.reveal())])
  for (const secret of derived) secret.erase()
  const key = new OpenTableKey('000000000000', new Secret(plaintext), systemRandom)
  // The first form of the record, whose data key is derived.
  const { dataKeys: _, ...record } = key.create('wrapped')
  const port = { reserve: () => Promise.resolve(true), rollOver: () => Promise.resolve() }
  const limits = { perKey: 100, block: 100, unreserved: 100 }
  const { sealer } = key.keys(
    record,
    new SealBudget({ id: 1, epoch: 1 }, limits, port, silentLogger),
  )
  const place = Buffer.from('place')
  sealer.open('000000000000', place, sealer.seal('000000000000', place, place, place))
  return () => key.close()
}

const what = process.argv[2]
const erase = what === 'table' ? tableKey() : bareCipher(Number(what))
process.stdin.once('data', () => {
  erase()
  console.log('erased')
})
