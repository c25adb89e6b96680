import { hostname } from 'node:os'
import { isIP } from 'node:net'
import type { X509Certificate } from 'node:crypto'

/** Every name by which clients reach a server: this machine's own, what it listens on, and what was configured. */
export function serverNames(host: string, further: readonly string[]): readonly string[] {
  const own = hostname().toLowerCase()
  const listensEverywhere = host === '0.0.0.0' || host === '::'
  const all = [
    'localhost',
    '127.0.0.1',
    '::1',
    own,
    ...(listensEverywhere ? [] : [host]),
    ...further,
  ]
  return [...new Set(all)].filter((name) => isIP(name) !== 0 || isDnsName(name))
}

/** Whether the certificate is for each of the names. */
export function isFor(certificate: X509Certificate, names: readonly string[]): boolean {
  const listed = new Set((certificate.subjectAltName ?? '').split(', '))
  return names.every((name) =>
    isIP(name) === 0 ? listed.has(`DNS:${name}`) : certificate.checkIP(name) !== undefined,
  )
}

/** Certificates hold names of the DNS only; a machine may be called otherwise. */
function isDnsName(name: string): boolean {
  return (
    name.length <= 253 && /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_-]+)*$/i.test(name)
  )
}
