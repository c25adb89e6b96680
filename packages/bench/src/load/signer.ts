import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import type { Endpoint } from './endpoint.ts'

const contentType = 'application/x-amz-json-1.0'
const signedHeaders = 'content-type;host;x-amz-date;x-amz-target'

/**
 * Signs each request anew, as an SDK does, at a fraction of an SDK's cost: what does not change from
 * one request to the next is kept, and all HMACs but the last are those of the day.
 */
export class Signer {
  readonly #endpoint: Endpoint
  readonly #host: string
  #second = 0
  #timestamp = ''
  #scope = ''
  #key: KeyObject = createSecretKey(Buffer.of(0))

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
    this.#host = `${endpoint.host}:${String(endpoint.port)}`
  }

  /** A whole HTTP/1.1 request, its body included. `body` is ASCII. */
  request(target: string, body: string): string {
    this.#followClock()
    const canonical =
      `POST\n/\n\ncontent-type:${contentType}\nhost:${this.#host}\nx-amz-date:${this.#timestamp}\n` +
      `x-amz-target:${target}\n\n${signedHeaders}\n${hash('sha256', body)}`
    const text = `AWS4-HMAC-SHA256\n${this.#timestamp}\n${this.#scope}\n${hash('sha256', canonical)}`
    const signature = createHmac('sha256', this.#key).update(text).digest('hex')
    return (
      `POST / HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Type: ${contentType}\r\n` +
      `X-Amz-Target: ${target}\r\nX-Amz-Date: ${this.#timestamp}\r\n` +
      `Authorization: AWS4-HMAC-SHA256 Credential=${this.#endpoint.accessKeyId}/${this.#scope}, ` +
      `SignedHeaders=${signedHeaders}, Signature=${signature}\r\n` +
      `Content-Length: ${String(body.length)}\r\n\r\n${body}`
    )
  }

  #followClock(): void {
    const now = Date.now()
    const second = Math.floor(now / 1000)
    if (second === this.#second) return
    this.#second = second
    this.#timestamp = new Date(second * 1000).toISOString().replace(/[-:]|\.000/g, '')
    const scope = `${this.#timestamp.slice(0, 8)}/${this.#endpoint.region}/dynamodb/aws4_request`
    if (scope === this.#scope) return
    this.#scope = scope
    let key = Buffer.from(`AWS4${this.#endpoint.secretAccessKey}`)
    for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest()
    this.#key = createSecretKey(key)
  }
}
