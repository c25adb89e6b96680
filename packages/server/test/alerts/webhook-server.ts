import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeEphemeralIdentity } from '../../src/app/tls/index.ts'
import { systemClock, systemRandom } from '../../src/base/index.ts'

const identity = await makeEphemeralIdentity({
  names: ['localhost', '127.0.0.1'],
  clock: systemClock,
  random: systemRandom,
})

/** What a TLS server of this process shows, and the CA that its clients trust. */
export const served = { cert: identity.certificate, key: identity.key.reveal() }
export const ca = identity.authority ?? ''

export interface Got {
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
  /** When it had come. */
  readonly at: number
}

export interface WebhookServer {
  readonly url: URL
  readonly got: readonly Got[]
  close(): void
}

/** Keeps what it gets, and answers with the code that it is told. */
export async function startWebhook(answer: (got: Got) => number): Promise<WebhookServer> {
  const got: Got[] = []
  const server = createServer(served, (request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      const each = { headers: request.headers, body, at: Date.now() }
      got.push(each)
      response.writeHead(answer(each), { location: '/elsewhere' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`https://127.0.0.1:${String(port)}/hook`),
    got,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
