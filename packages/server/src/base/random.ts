import { randomFillSync, randomUUID } from 'node:crypto'

/** Randomness, injected so that a simulation can replay from one seed. Production uses the system's CSPRNG. */
export interface Random {
  /** `length` fresh random bytes. The caller owns the buffer. */
  bytes(length: number): Buffer
  uuid(): string
}

export const systemRandom: Random = {
  bytes: (length) =>
    length > idBytes ? randomFillSync(Buffer.allocUnsafeSlow(length)) : fromPool(length),
  uuid: () => randomUUID(),
}

/** Up to so many bytes are ids and nonces, which are drawn often: a draw takes the system 5 us, whatever its length. */
const idBytes = 16
const poolBytes = 1024
let pool = Buffer.alloc(0)

/** Each byte is given once: what is left of a pool that is too short is dropped with it. */
function fromPool(length: number): Buffer {
  if (pool.length < length) pool = randomFillSync(Buffer.allocUnsafeSlow(poolBytes))
  const bytes = pool.subarray(0, length)
  pool = pool.subarray(length)
  return bytes
}
