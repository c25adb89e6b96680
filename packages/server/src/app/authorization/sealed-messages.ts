import type { Random, Secret } from '../../base/index.ts'
import { createSealer, type Sealer } from '../../engine/index.ts'

const key = Buffer.from('encoded authorization message')
const noBytes = Buffer.alloc(0)
const epoch = 0

/** Why a request was denied, in a form that its caller can carry to someone who may read it. */
export class SealedMessages {
  readonly #sealer: Sealer

  constructor(secret: Secret, random: Random) {
    this.#sealer = createSealer(epoch, secret, random)
  }

  seal(account: string, text: string): string {
    return this.#sealer.seal(account, key, noBytes, Buffer.from(text, 'utf8')).toString('base64url')
  }

  /** Undefined if it was not made here, was changed, or belongs to another account. */
  open(account: string, message: string): string | undefined {
    try {
      const sealed = Buffer.from(message, 'base64url')
      return this.#sealer.open(account, key, sealed).toString('utf8')
    } catch {
      return undefined
    }
  }
}
