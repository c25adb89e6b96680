import { Connection } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { Signer } from './signer.ts'

/** A connection that is asked one thing after another, and whose answers are read. */
export class Channel {
  readonly #connection: Connection
  readonly #signer: Signer
  #failed: (error: Error) => void = () => undefined

  constructor(endpoint: Endpoint) {
    this.#signer = new Signer(endpoint)
    this.#connection = new Connection(endpoint, (error) => {
      this.#failed(error)
    })
  }

  /** `target` as in the header, with the service. Rejects on any answer but a success. */
  ask(target: string, input: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      this.#failed = reject
      this.#connection.send(this.#signer.request(target, JSON.stringify(input)), (response) => {
        const text = response.body.toString('utf8')
        if (response.status === 200) resolve(JSON.parse(text) as Record<string, unknown>)
        else reject(new Error(`${target}: ${text}`))
      })
    })
  }

  close(): void {
    this.#connection.close()
  }
}
