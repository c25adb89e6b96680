import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { connect, type ConnectionOptions, type DetailedPeerCertificate } from 'node:tls'
import { limits } from '../../base/index.ts'
import type { Handshake, Offer, RawAnswer, RawRequest, Wire } from './ports.ts'
import { Refusal } from './refusal.ts'

/** Connections by Node's own modules. `ca`: to trust instead of the system's, PEM. */
export function nodeWire(ca: string | undefined): Wire {
  const trust = ca === undefined ? {} : { ca }
  return {
    post: (request) => post(request, trust),
    handshake: (url, offer) => handshake(new URL(url), offer, trust),
  }
}

function post(request: RawRequest, trust: { ca?: string }): Promise<RawAnswer> {
  const { protocol } = new URL(request.url)
  const send = protocol === 'http:' ? requestHttp : requestHttps
  return new Promise((resolve, reject) => {
    const sent = send(
      request.url,
      {
        method: 'POST',
        headers: request.headers,
        agent: false,
        timeout: limits.assessWireMs,
        ...trust,
      },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          if (body.length < limits.evidenceAnsweredCharacters) body += chunk
        })
        answer.on('error', (error) => reject(unreachable(error)))
        answer.on('end', () => {
          const requestId = answer.headers['x-amzn-requestid']
          resolve({
            status: answer.statusCode ?? 0,
            requestId: typeof requestId === 'string' ? requestId : undefined,
            body,
          })
        })
      },
    )
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', (error) => reject(unreachable(error)))
    sent.end(request.body)
  })
}

function handshake(url: URL, offer: Offer, trust: { ca?: string }): Promise<Handshake | undefined> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const options: ConnectionOptions = {
    host,
    port: Number(url.port || 443),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...trust,
    // What is untrusted is told, and is no reason to stop looking.
    rejectUnauthorized: false,
    timeout: limits.assessWireMs,
    ...(offer.version === undefined
      ? {}
      : { minVersion: offer.version, maxVersion: offer.version }),
    ...(offer.ciphers === undefined ? {} : { ciphers: offer.ciphers }),
  }
  return new Promise((resolve, reject) => {
    try {
      const socket = connect(options, () => {
        const certificate = socket.getPeerCertificate()
        resolve({
          protocol: socket.getProtocol() ?? 'unknown',
          cipher: socket.getCipher().name,
          trusted: socket.authorized,
          ...(socket.authorized ? {} : { untrustedBecause: String(socket.authorizationError) }),
          certificate: {
            subject: nameOf(certificate, 'subject'),
            issuer: nameOf(certificate, 'issuer'),
            validTo: certificate.valid_to,
          },
        })
        socket.destroy()
      })
      socket.on('timeout', () => socket.destroy(new Error('no answer in time')))
      socket.on('error', (error: NodeJS.ErrnoException) => {
        // This side knows no such version or cipher, so nothing was asked of the other.
        if (/^ERR_SSL_(NO_CIPHERS_AVAILABLE|NO_PROTOCOLS_AVAILABLE)$/.test(error.code ?? ''))
          resolve(undefined)
        else reject(unreachable(error))
      })
    } catch (error) {
      // OpenSSL of this side knows none of the ciphers.
      if (error instanceof Error && /NO_CIPHER_MATCH/i.test(`${error.message} ${codeOf(error)}`))
        resolve(undefined)
      else reject(error instanceof Error ? unreachable(error) : new Error(String(error)))
    }
  })
}

function nameOf(certificate: DetailedPeerCertificate | object, of: 'subject' | 'issuer'): string {
  const found = (certificate as Partial<DetailedPeerCertificate>)[of]
  return found === undefined ? '' : Object.values(found).flat().join(', ')
}

function unreachable(error: Error): Refusal {
  const code = codeOf(error)
  return new Refusal({
    kind: 'unreachable',
    code,
    status: undefined,
    requestId: undefined,
    message: error.message,
  })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}
