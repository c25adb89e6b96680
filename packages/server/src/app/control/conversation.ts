import type { Socket } from 'node:net'
import { derivedKey, limits, type Random, type RowSealer, type Secret } from '../../base/index.ts'
import { createSealer } from '../../engine/index.ts'

/** Bytes that each side of a conversation draws, so that nothing of an earlier one fits into it. */
export const greetingBytes = 32
const lengthBytes = 4
const owner = 'control'
const noBytes = Buffer.alloc(0)

export type Side = 'command' | 'server'

/**
 * What a command and the server say to each other over the socket in the data directory: frames, each
 * sealed under a key that derives from the system key, and bound to the conversation, to who says it and to
 * its place. So whoever does not have the keys of the store can neither say nor read anything, even if
 * they reach the socket.
 */
export class Conversation {
  readonly #socket: Socket
  readonly #sealer: RowSealer
  readonly #greetings: Buffer
  readonly #said = { command: 0, server: 0 }

  constructor(socket: Socket, systemKey: Secret, random: Random, greetings: Buffer) {
    this.#socket = socket
    this.#sealer = createSealer(0, derivedKey(systemKey, 'control socket'), random)
    this.#greetings = greetings
  }

  say(side: Side, body: Buffer): void {
    sendFrame(this.#socket, this.#sealer.seal(owner, this.#place(side), noBytes, body))
  }

  /** Throws if the frame is not what this side said next. */
  hear(side: Side, frame: Buffer): Buffer {
    return this.#sealer.open(owner, this.#place(side), frame)
  }

  #place(side: Side): Buffer {
    const number = String(this.#said[side]++)
    return Buffer.concat([this.#greetings, Buffer.from(`${side} ${number}`)])
  }
}

export function sendFrame(socket: Socket, body: Buffer): void {
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(body.length)
  socket.write(Buffer.concat([length, body]))
}

/** Frames as they arrive. Throws for one that is too long. */
export async function* framesOf(socket: Socket): AsyncGenerator<Buffer, void> {
  let pending: Buffer = noBytes
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= lengthBytes) {
      const length = pending.readUInt32BE(0)
      if (length > limits.controlFrameBytes) throw new Error('a frame is too long')
      if (pending.length < lengthBytes + length) break
      yield pending.subarray(lengthBytes, lengthBytes + length)
      pending = pending.subarray(lengthBytes + length)
    }
  }
}

/** The next frame, or undefined at the end. */
export async function nextFrame(frames: AsyncGenerator<Buffer, void>): Promise<Buffer | undefined> {
  const next = await frames.next()
  return next.done === true ? undefined : next.value
}
