/** Seals rows; the engine's sealer does. `owner` and key are bound to what is sealed. */
export interface RowSealer {
  /** `head` and `body` are sealed one after the other as one plaintext. */
  seal(owner: string, key: Buffer, head: Buffer, body: Buffer): Buffer
  /** The plaintext. Throws if a single bit of key, owner or value differs. */
  open(owner: string, key: Buffer, value: Buffer): Buffer
}
