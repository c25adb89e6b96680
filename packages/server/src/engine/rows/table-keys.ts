import { hkdfSync } from 'node:crypto'
import { HmacSha256, Secret, type Random } from '../../base/index.ts'
import type { DataKeySource, EncryptionContext } from '../data-keys.ts'
import { createSealer, type Sealer } from './sealer.ts'
import { macBytes } from './spaces.ts'

/** The keys of a table as its descriptor keeps them: nothing here opens without the key above. */
export interface WrappedTableKeys {
  /** Number of the data key; every sealed row names it. */
  readonly epoch: number
  /** The data key of that epoch, wrapped by the service default key (by KMS later). */
  readonly dataKey: string
  /** The key of the MACs in storage keys, sealed under the data key: it outlives epochs. Base64. */
  readonly macKey: string
}

/** The keys of one table, ready for use. */
export interface TableKeys {
  readonly sealer: Sealer
  /** What stands for a partition key or a primary key in storage keys. `domain` keeps uses apart. */
  mac(domain: Buffer, encoded: readonly Buffer[]): Buffer
}

/** What the table's data key is bound to, in KMS's terms. */
export function tableContext(accountId: string, table: string): EncryptionContext {
  return { 'aws:dynamodb:subscriberId': accountId, 'aws:dynamodb:tableName': table }
}

const firstEpoch = 1
const macKeyName = Buffer.from('table MAC key')
const noBytes = Buffer.alloc(0)

/** Makes the keys of a new table. */
export async function createTableKeys(
  source: DataKeySource,
  accountId: string,
  table: string,
  random: Random,
): Promise<WrappedTableKeys> {
  const { plaintext, wrapped } = await source.generate(tableContext(accountId, table))
  const wrapper = createSealer(firstEpoch, derive(plaintext, 'wrap'), random)
  plaintext.erase()
  const macKey = wrapper.seal(accountId, macKeyName, noBytes, random.bytes(32))
  return { epoch: firstEpoch, dataKey: wrapped, macKey: macKey.toString('base64') }
}

/** Unwraps the keys of a table. Rejects when the key above is not available. */
export async function openTableKeys(
  source: DataKeySource,
  accountId: string,
  table: string,
  wrapped: WrappedTableKeys,
  random: Random,
): Promise<TableKeys> {
  const dataKey = await source.unwrap(wrapped.dataKey, tableContext(accountId, table))
  const wrapper = createSealer(wrapped.epoch, derive(dataKey, 'wrap'), random)
  const sealer = createSealer(wrapped.epoch, derive(dataKey, 'seal'), random)
  dataKey.erase()
  const macKey = new HmacSha256(
    wrapper.open(accountId, macKeyName, Buffer.from(wrapped.macKey, 'base64')),
  )
  return {
    sealer,
    mac: (domain, encoded) => macKey.digest([domain, ...encoded]).subarray(0, macBytes),
  }
}

function derive(dataKey: Secret, purpose: string): Secret {
  return new Secret(
    Buffer.from(hkdfSync('sha256', dataKey.reveal(), noBytes, `strongroom table ${purpose}`, 32)),
  )
}
