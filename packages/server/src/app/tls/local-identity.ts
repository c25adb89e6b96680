import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { Secret, type Clock, type Random } from '../../base/index.ts'
import {
  makePrivateDirectory,
  readPrivateFile,
  readSmallFile,
  replacePrivateFile,
} from '../../security/keys/index.ts'
import { configurationError } from '../exit.ts'
import type { KeyPair } from './make-certificates.ts'
import { isFor } from './names.ts'

/** How long before its end a certificate is renewed at a start. */
const renewBeforeMs = 30 * 24 * 60 * 60 * 1000

/** What the listener shows, with the CA that clients have to trust, all PEM. */
export interface LocalIdentity extends KeyPair {
  readonly authority: string
}

export interface LocalIdentityOptions {
  /** Where `ca.pem`, `ca-key.pem`, `server.pem` and `server-key.pem` live. */
  readonly directory: string
  readonly names: readonly string[]
  readonly clock: Clock
  readonly random: Random
}

/**
 * The identity from the local CA: what the files hold, or new files where they are missing. The
 * server certificate is renewed when it nears its end or lacks a name; the CA never is, since every
 * client trusts that one.
 */
export async function openLocalIdentity(options: LocalIdentityOptions): Promise<LocalIdentity> {
  const { directory, names, clock } = options
  const authority = (await readAuthority(directory)) ?? (await createAuthority(options))
  const now = clock.now()
  if (endOf(authority.certificate) <= now) {
    throw configurationError(
      `The local CA ${files(directory).authority} has expired; delete it together with ca-key.pem, start again, and give clients the new one`,
    )
  }
  const existing = await readPair(files(directory).server, files(directory).serverKey)
  if (existing !== undefined && isGood(existing, authority.certificate, names, now)) {
    return { ...existing, authority: authority.certificate.toString() }
  }
  const issued = await issue(options, authority)
  return { ...issued, authority: authority.certificate.toString() }
}

/** An identity that ends with the process and leaves no files. */
export async function makeEphemeralIdentity(
  options: Omit<LocalIdentityOptions, 'directory'>,
): Promise<LocalIdentity> {
  const make = await import('./make-certificates.ts')
  const now = options.clock.now()
  const authority = await make.makeAuthority(now, options.random)
  const issued = await make.issueServerCertificate(authority, options.names, now, options.random)
  return { ...issued, authority: authority.certificate }
}

/** Paths of the four files. */
export function files(directory: string): {
  readonly authority: string
  readonly authorityKey: string
  readonly server: string
  readonly serverKey: string
} {
  return {
    authority: join(directory, 'ca.pem'),
    authorityKey: join(directory, 'ca-key.pem'),
    server: join(directory, 'server.pem'),
    serverKey: join(directory, 'server-key.pem'),
  }
}

interface Authority {
  readonly certificate: X509Certificate
  /** Undefined: kept elsewhere, which is fine until a certificate has to be signed. */
  readonly key: Secret | undefined
}

async function readAuthority(directory: string): Promise<Authority | undefined> {
  const { authority, authorityKey } = files(directory)
  const text = await readSmallFile(authority)
  if (text === undefined) return undefined
  const key = await readPrivateFile(authorityKey)
  const certificate = parse(text, authority)
  if (key !== undefined && !belongs(key, certificate)) {
    throw configurationError(
      `${authorityKey} is not the key of ${authority}; restore both from a backup, or delete both`,
    )
  }
  return { certificate, key: key && new Secret(key) }
}

async function createAuthority(options: LocalIdentityOptions): Promise<Authority> {
  const { directory, clock, random } = options
  const { makeAuthority } = await import('./make-certificates.ts')
  const made = await makeAuthority(clock.now(), random)
  await makePrivateDirectory(directory)
  // The key first: with a crash in between there is no ca.pem, and both are made again.
  await replacePrivateFile(files(directory).authorityKey, made.key.reveal())
  await replacePrivateFile(files(directory).authority, made.certificate)
  return { certificate: new X509Certificate(made.certificate), key: made.key }
}

async function issue(options: LocalIdentityOptions, authority: Authority): Promise<KeyPair> {
  const { directory, names, clock, random } = options
  const { authorityKey, server, serverKey } = files(directory)
  if (authority.key === undefined) {
    throw configurationError(
      `The server certificate has to be renewed, but the CA's key ${authorityKey} is missing; put it back for one start, or give --tls-cert and --tls-key`,
    )
  }
  const signer = { certificate: authority.certificate.toString(), key: authority.key }
  const { issueServerCertificate } = await import('./make-certificates.ts')
  const issued = await issueServerCertificate(signer, names, clock.now(), random)
  await replacePrivateFile(serverKey, issued.key.reveal())
  await replacePrivateFile(server, issued.certificate)
  return issued
}

async function readPair(server: string, serverKey: string): Promise<KeyPair | undefined> {
  const [certificate, key] = await Promise.all([readSmallFile(server), readPrivateFile(serverKey)])
  if (certificate === undefined || key === undefined) return undefined
  return { certificate: certificate.toString('latin1'), key: new Secret(key) }
}

function isGood(
  pair: KeyPair,
  authority: X509Certificate,
  names: readonly string[],
  now: number,
): boolean {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(pair.certificate)
  } catch {
    return false
  }
  // A CA that itself ends soon cannot give a longer life.
  const end = Math.min(endOf(authority), now + renewBeforeMs)
  return (
    endOf(certificate) >= end &&
    belongs(pair.key.reveal(), certificate) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey) &&
    isFor(certificate, names)
  )
}

function parse(text: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch {
    throw configurationError(
      `${path} is not a certificate in PEM; restore it from a backup, or delete it and its key`,
    )
  }
}

function belongs(key: Buffer, certificate: X509Certificate): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

/** Wall time in milliseconds from which the certificate is not valid. */
export function endOf(certificate: X509Certificate): number {
  return Date.parse(certificate.validTo)
}
