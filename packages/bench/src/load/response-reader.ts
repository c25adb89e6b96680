export interface Response {
  readonly status: number
  readonly body: Buffer
  /** Whether the server will answer another request on this connection. */
  readonly keepAlive: boolean
}

interface Head {
  readonly status: number
  readonly keepAlive: boolean
  /** Where the body begins. */
  readonly bodyAt: number
  /** Undefined: the body is chunked. */
  readonly length: number | undefined
}

const endOfHead = Buffer.from('\r\n\r\n')
const none = Buffer.alloc(0)

/**
 * Reads the answers of one connection, one at a time: just enough of HTTP/1.1 for the servers that
 * are measured here. Almost every answer comes as one piece, which is then not copied.
 */
export class ResponseReader {
  #received: Buffer = none
  #head: Head | undefined

  /** Takes the next piece. The answer, when this completes one. Throws on what is no HTTP answer. */
  add(piece: Buffer): Response | undefined {
    this.#received = this.#received.length === 0 ? piece : Buffer.concat([this.#received, piece])
    this.#head ??= readHead(this.#received)
    if (this.#head === undefined) return undefined
    const { status, keepAlive, bodyAt, length } = this.#head
    const body =
      length === undefined
        ? joinChunks(this.#received, bodyAt)
        : this.#received.length >= bodyAt + length
          ? this.#received.subarray(bodyAt, bodyAt + length)
          : undefined
    if (body === undefined) return undefined
    this.#received = none
    this.#head = undefined
    return { status, keepAlive, body }
  }
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(endOfHead)
  if (end < 0) return undefined
  const text = bytes.toString('latin1', 0, end)
  if (!text.startsWith('HTTP/1.')) throw new Error(`this is no HTTP answer: ${text.slice(0, 40)}`)
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
  if (length === undefined && !/\r\ntransfer-encoding: *chunked/i.test(text)) {
    throw new Error('the length of an answer is not known')
  }
  return {
    status: Number(text.slice(9, 12)),
    keepAlive: !/\r\nconnection: *close/i.test(text),
    bodyAt: end + endOfHead.length,
    length: length === undefined ? undefined : Number(length),
  }
}

/** The chunks of a body, joined; undefined while the last has not come. */
function joinChunks(bytes: Buffer, start: number): Buffer | undefined {
  const chunks: Buffer[] = []
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + length
    if (bytes.length < end + 2) return undefined
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(lineEnd + 2, end))
    at = end + 2
  }
}
