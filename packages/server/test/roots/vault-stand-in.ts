import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/**
 * A stand-in for the parts of HashiCorp Vault that the server asks: the transit engine with versions of
 * a key, tokens, AppRole, the seal. Paths, statuses and texts are Vault's; what it encrypts is really
 * encrypted, and bound to its associated data.
 */
export interface VaultStandIn {
  readonly address: string
  /** While true everything is answered as by a Vault that is sealed. */
  sealed: boolean
  /** The token that may use the key. */
  token: string
  readonly roleId: string
  readonly secretId: string
  /** Paths of requests that were answered by success. */
  readonly served: string[]
  /** Adds a version to the key, as `vault write -f transit/keys/…/rotate` does. */
  rotate(): void
  /** Forgets versions below the newest, as `min_decryption_version` does. */
  trim(): void
  close(): Promise<void>
}

export interface VaultOptions {
  readonly tls?: { readonly cert: string; readonly key: string }
  /** The port of before, for a Vault that comes back. */
  readonly port?: number
  readonly keyName?: string
}

class Failure extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export async function startVault(options: VaultOptions = {}): Promise<VaultStandIn> {
  const keyName = options.keyName ?? 'strongroom'
  const versions: Buffer[] = [randomBytes(32)]
  let oldest = 1
  const state = {
    sealed: false,
    token: `hvs.${randomBytes(12).toString('hex')}`,
    roleId: 'role-of-strongroom',
    secretId: randomBytes(16).toString('hex'),
    served: [] as string[],
  }
  const issued = new Set<string>()

  function answerTo(path: string, token: string | undefined, body: Record<string, string>): object {
    if (state.sealed) throw new Failure(503, 'Vault is sealed')
    if (path === '/v1/auth/approle/login') {
      if (body['role_id'] !== state.roleId || body['secret_id'] !== state.secretId) {
        throw new Failure(400, 'invalid role or secret ID')
      }
      const made = `hvs.${randomBytes(12).toString('hex')}`
      issued.add(made)
      return { auth: { client_token: made, lease_duration: 2764800, renewable: true } }
    }
    if (token !== state.token && !issued.has(token ?? ''))
      throw new Failure(403, 'permission denied')
    const [, operation, name] = /^\/v1\/transit\/(encrypt|decrypt)\/([\w.-]+)$/.exec(path) ?? []
    if (operation === undefined) {
      throw new Failure(404, `no handler for route "${path.slice(4)}". route entry not found.`)
    }
    if (name !== keyName) throw new Failure(400, 'encryption key not found')
    const aad = Buffer.from(body['associated_data'] ?? '', 'base64')
    return { data: operation === 'encrypt' ? encrypt(body, aad) : decrypt(body, aad) }
  }

  function encrypt({ plaintext = '' }: Record<string, string>, aad: Buffer): object {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1) ?? Buffer.alloc(32), nonce)
    cipher.setAAD(aad)
    const parts = [nonce, cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()]
    const version = versions.length
    return {
      ciphertext: `vault:v${String(version)}:${Buffer.concat(parts).toString('base64')}`,
      key_version: version,
    }
  }

  function decrypt({ ciphertext = '' }: Record<string, string>, aad: Buffer): object {
    const [, version, text = ''] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? []
    if (version === undefined) throw new Failure(400, 'invalid ciphertext: no prefix')
    if (Number(version) < oldest) {
      throw new Failure(400, 'ciphertext or signature version is disallowed by policy (too old)')
    }
    const key = versions[Number(version) - 1]
    if (key === undefined) throw new Failure(400, 'invalid ciphertext: version is too new')
    const bytes = Buffer.from(text, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    decipher.setAAD(aad)
    decipher.setAuthTag(bytes.subarray(-16))
    try {
      const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
      return { plaintext: plain.toString('base64') }
    } catch {
      throw new Failure(400, 'cipher: message authentication failed')
    }
  }

  const listener: RequestListener = (request, response) => {
    void read(request).then((body) => {
      const path = request.url ?? ''
      response.setHeader('content-type', 'application/json')
      try {
        const token = request.headers['x-vault-token']
        const value = answerTo(path, typeof token === 'string' ? token : undefined, body)
        state.served.push(path)
        response.end(JSON.stringify({ request_id: 'r', lease_id: '', ...value, warnings: null }))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        response.statusCode = error.status
        response.end(JSON.stringify({ errors: [error.message] }))
      }
    })
  }
  const server: Server = options.tls
    ? createTlsServer(options.tls, listener)
    : createServer(listener)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const scheme = options.tls ? 'https' : 'http'
  return Object.assign(state, {
    address: `${scheme}://127.0.0.1:${String(port)}`,
    rotate: () => {
      versions.push(randomBytes(32))
    },
    trim: () => {
      oldest = versions.length
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}

async function read(request: IncomingMessage): Promise<Record<string, string>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as Record<string, string>
}
