// The library's decorators need this before anything else of it is evaluated.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { Secret, type Random } from '../../base/index.ts'

/**
 * Makes certificates. Imported only when one has to be made: the library takes longer to load than
 * the rest of a start.
 */
x509.cryptoProvider.set(webcrypto)

const dayMs = 24 * 60 * 60 * 1000
/** Clocks of clients may be behind, by a whole time zone where they were set by hand; SDKs then correct themselves. */
const skewMs = dayMs
const authorityDays = 3650
/** The most that browsers and Apple's clients accept is 398. */
const serverDays = 397
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: Secret
}

/** A new local CA: EC P-256, ten years, may sign server certificates and nothing below them. */
export async function makeAuthority(now: number, random: Random): Promise<KeyPair> {
  const keys = await generateKeys()
  const serial = serialNumber(random)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial,
    // The number makes two CAs on one machine different subjects, which trust stores rely on.
    name: `CN=Strongroom local CA ${serial.slice(0, 8)}`,
    notBefore: new Date(now - skewMs),
    notAfter: new Date(now + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) }
}

/** A server certificate for host names and addresses, signed by the local CA. */
export async function issueServerCertificate(
  authority: KeyPair,
  names: readonly string[],
  now: number,
  random: Random,
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificate)
  const keys = await generateKeys()
  const end = Math.min(now + serverDays * dayMs, issuer.notAfter.getTime())
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(random),
    subject: 'CN=Strongroom',
    issuer: issuer.subject,
    notBefore: new Date(now - skewMs),
    notAfter: new Date(end),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map(alternativeName)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) }
}

function alternativeName(name: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name }
}

/** 16 random bytes, made positive and not zero. */
function serialNumber(random: Random): string {
  const bytes = random.bytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

async function exportKey(key: webcrypto.CryptoKey): Promise<Secret> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key)
  return new Secret(`${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`)
}

async function importKey(key: Secret): Promise<webcrypto.CryptoKey> {
  const der = x509.PemConverter.decodeFirst(key.reveal().toString('latin1'))
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
}
