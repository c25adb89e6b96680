import { createHash, createHmac } from 'node:crypto'
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body as JSON; undefined where it is none. */
  readonly json: Readonly<Record<string, unknown>> | undefined
  /** The code of an error, without its namespace. */
  readonly code: string | undefined
}

/** A refusal of the server, as an error for callers that expect none. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly reply: Reply

  constructor(operation: string, reply: Reply) {
    super(`${operation}: ${String(reply.status)} ${reply.body.toString('utf8').slice(0, 300)}`)
    this.reply = reply
  }
}

/** There is no answer: what was sent may or may not have been done. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

export interface WireOptions {
  readonly endpoint: string
  readonly credentials: Credentials
  /** For https. */
  readonly ca?: string
  readonly sockets?: number
  /** Milliseconds without a byte after which an answer counts as lost. Default: none. */
  readonly patienceMs?: number
}

const region = 'us-east-1'

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

/** Headers of a DynamoDB request with its signature: a signer apart from the server's verifier. */
export class Signer {
  readonly #credentials: Credentials
  #day = ''
  #key: Buffer = Buffer.alloc(0)

  constructor(credentials: Credentials) {
    this.#credentials = credentials
  }

  headers(host: string, target: string, body: Buffer): Record<string, string> {
    const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const day = stamp.slice(0, 8)
    if (day !== this.#day) {
      const parts = [day, region, 'dynamodb', 'aws4_request']
      this.#key = parts.reduce<Buffer>(
        (key, part) => hmac(key, part),
        Buffer.from(`AWS4${this.#credentials.secretAccessKey}`),
      )
      this.#day = day
    }
    const names = 'host;x-amz-date;x-amz-target'
    const lines = `host:${host}\nx-amz-date:${stamp}\nx-amz-target:${target}\n`
    const canonical = `POST\n/\n\n${lines}\n${names}\n${sha256(body)}`
    const scope = `${day}/${region}/dynamodb/aws4_request`
    const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`
    const signature = hmac(this.#key, text).toString('hex')
    const credential = `${this.#credentials.accessKeyId}/${scope}`
    return {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': stamp,
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    }
  }
}

/** A small DynamoDB client without retries, so that a test knows what was sent and what was answered. */
export class WireClient {
  readonly #url: URL
  readonly #signer: Signer
  readonly #agent: HttpAgent
  readonly #send: typeof httpRequest
  readonly #patienceMs: number

  constructor(options: WireOptions) {
    this.#url = new URL(options.endpoint)
    this.#signer = new Signer(options.credentials)
    const agent = { keepAlive: true, maxSockets: options.sockets ?? 16 }
    this.#patienceMs = options.patienceMs ?? 0
    const secure = this.#url.protocol === 'https:'
    this.#agent = secure ? new HttpsAgent({ ...agent, ca: options.ca }) : new HttpAgent(agent)
    this.#send = secure ? httpsRequest : httpRequest
  }

  /** The output of an operation. Rejects with a WireError or ConnectionLost. */
  async call(operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.post(`DynamoDB_20120810.${operation}`, JSON.stringify(input))
    if (reply.status !== 200 || reply.json === undefined) throw new WireError(operation, reply)
    return reply.json
  }

  /** Any body under any target, signed. */
  post(target: string, body: string | Buffer): Promise<Reply> {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    return this.send(this.#signer.headers(this.#url.host, target, bytes), bytes)
  }

  /** Any body with any headers, by POST of `/` unless told otherwise. */
  send(
    headers: Readonly<Record<string, string | string[]>>,
    body: Buffer,
    { method = 'POST', path = '/' }: { readonly method?: string; readonly path?: string } = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const lost = (cause?: Error): void => {
        reject(new ConnectionLost(cause?.message ?? 'the answer was cut off', { cause }))
      }
      const sent = this.#send(
        this.#url,
        {
          method,
          path,
          agent: this.#agent,
          timeout: this.#patienceMs,
          headers: { ...headers, 'content-length': String(body.length) },
        },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.once('error', lost)
          answer.once('aborted', lost)
          answer.once('end', () => {
            resolve(replyOf(answer.statusCode ?? 0, answer.headers, Buffer.concat(chunks)))
          })
        },
      )
      sent.once('error', lost)
      sent.once('timeout', () => {
        sent.destroy(new Error('no answer'))
      })
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

function replyOf(status: number, headers: IncomingHttpHeaders, body: Buffer): Reply {
  let json: Readonly<Record<string, unknown>> | undefined
  try {
    json = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>
  } catch {
    json = undefined
  }
  const type = json?.['__type']
  const code = typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : undefined
  return { status, headers, body, json, code }
}
