import { itemSize, marshalItem, unmarshalItem, type AttributeMap } from '../../values/index.ts'
import type { Sealer } from './sealer.ts'

/**
 * The plaintext of an item or index row: the item's size in bytes as DynamoDB counts it (u32), then
 * the item as wire JSON. The size is kept so that capacity and page limits need no parse; the JSON
 * is what GetItem answers, so that a read without projection is decrypt-and-copy.
 */
const sizeBytes = 4

/** An item to be written: its text and size are computed once, however many rows hold it. */
export interface EncodedItem {
  readonly size: number
  readonly json: Buffer
}

export function encodeItem(item: AttributeMap, size: number = itemSize(item)): EncodedItem {
  return { size, json: Buffer.from(marshalItem(item), 'utf8') }
}

export function sealItem(sealer: Sealer, owner: string, key: Buffer, item: EncodedItem): Buffer {
  const head = Buffer.allocUnsafe(sizeBytes)
  head.writeUInt32BE(item.size)
  return sealer.seal(owner, key, head, item.json)
}

/** A row as it was read: decrypted when first asked for, parsed only when the item itself is needed. */
export class StoredItem {
  readonly #sealer: Sealer
  readonly #owner: string
  readonly #key: Buffer
  readonly #value: Buffer
  #plaintext: Buffer | undefined
  #item: AttributeMap | undefined
  #size: number | undefined

  /** `size`, where it is known: then only what is asked for besides is decrypted. */
  constructor(sealer: Sealer, owner: string, key: Buffer, value: Buffer, size?: number) {
    this.#size = size
    this.#sealer = sealer
    this.#owner = owner
    this.#key = key
    this.#value = value
  }

  /** Bytes as DynamoDB counts them. */
  get size(): number {
    return (this.#size ??= this.#opened().readUInt32BE(0))
  }

  /** The item as wire JSON. */
  get json(): Buffer {
    return this.#opened().subarray(sizeBytes)
  }

  /** The item itself. Shared: do not change it. */
  get item(): AttributeMap {
    this.#item ??= unmarshalItem(this.json)
    return this.#item
  }

  #opened(): Buffer {
    this.#plaintext ??= this.#sealer.open(this.#owner, this.#key, this.#value)
    return this.#plaintext
  }
}
