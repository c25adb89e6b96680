import type { IncomingMessage } from 'node:http'
import type { Admission } from './admission.ts'
import type { Refusal } from './exchange.ts'

const none = Buffer.alloc(0)

/**
 * One request body as it arrives. Chunks are kept as they come and joined once. A body that must not
 * be kept is read on and thrown away, so that a client that is still sending can read the refusal.
 */
export class ReceivedBody {
  readonly #admission: Admission
  #chunks: Buffer[] = []
  #length = 0
  #counted = 0
  #refusal: Refusal | undefined

  constructor(admission: Admission) {
    this.#admission = admission
  }

  get refusal(): Refusal | undefined {
    return this.#refusal
  }

  /** Takes the next chunk. False: the client sends so much beyond the limit that reading on is not worth it. */
  add(chunk: Buffer): boolean {
    const { requestBodyBytes } = this.#admission.limits
    this.#length += chunk.length
    if (this.#length > requestBodyBytes) this.refuse('too-large')
    else if (this.#refusal === undefined && !this.#count()) this.refuse('overloaded')
    if (this.#refusal === undefined) this.#chunks.push(chunk)
    return this.#length <= 2 * requestBodyBytes
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal
    this.release()
  }

  /** The whole body. Its bytes stay counted until {@link release}. */
  bytes(): Buffer {
    const [first] = this.#chunks
    if (first === undefined) return none
    return this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#length)
  }

  /** Counts further bytes, until {@link release}. False: there is no room for them. */
  reserve(bytes: number): boolean {
    if (bytes <= this.#admission.limits.uncountedBodyBytes) return true
    if (!this.#admission.take(bytes)) return false
    this.#counted += bytes
    return true
  }

  /** Lets go of the bytes, counted or not. May be called twice. */
  release(): void {
    this.#chunks = []
    if (this.#counted > 0) this.#admission.give(this.#counted)
    this.#counted = 0
  }

  /** Whether what has arrived fits the process's budget, which it is then counted in. */
  #count(): boolean {
    if (this.#length <= this.#admission.limits.uncountedBodyBytes) return true
    if (!this.#admission.take(this.#length - this.#counted)) return false
    this.#counted = this.#length
    return true
  }
}

/** What the client says that it will send, where it says so. */
export function declaredLength(request: IncomingMessage): number {
  const declared = request.headers['content-length']
  return declared === undefined ? 0 : Number(declared)
}
