import { randomFillSync, randomUUID } from 'node:crypto'

/** Randomness, injected so that a simulation can replay from one seed. Production uses the system's CSPRNG. */
export interface Random {
  /** `length` fresh random bytes. The caller owns the buffer. */
  bytes(length: number): Buffer
  uuid(): string
}

export const systemRandom: Random = {
  bytes: (length) => randomFillSync(Buffer.allocUnsafeSlow(length)),
  uuid: () => randomUUID(),
}
