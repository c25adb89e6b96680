/** What the crash test's child writes and its parent expects. */
export interface Acknowledged {
  readonly client: number
  readonly round: number
  readonly version: number
}

export const clients = 8

/** Looked for in the raw files: it must not be found. */
export const canary = 'canary-plaintext-that-must-not-reach-the-disk'

const keysOfClient = 5

export function clientKeys(client: number): Buffer[] {
  return Array.from({ length: keysOfClient }, (_, index) =>
    Buffer.from(`${canary}/key/${String(client)}/${String(index)}`),
  )
}

/** The round, then bytes that fill several pages. */
export function roundValue(round: number, client: number): Buffer {
  const value = Buffer.alloc(500 + client * 1500, canary)
  value.writeUInt32BE(round)
  return value
}
