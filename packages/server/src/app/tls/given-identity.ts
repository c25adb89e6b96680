import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { Secret, type Clock } from '../../base/index.ts'
import { readSmallFile } from '../../security/keys/index.ts'
import { configurationError } from '../exit.ts'
import { endOf } from './local-identity.ts'
import type { KeyPair } from './make-certificates.ts'

/** The operator's own certificate and key, checked: a client's handshake error would tell far less. */
export async function readGivenIdentity(
  certificateFile: string,
  keyFile: string,
  clock: Clock,
): Promise<KeyPair> {
  const certificateText = await read(certificateFile, '--tls-cert')
  const keyText = await read(keyFile, '--tls-key')
  const certificate = parseCertificate(certificateText, certificateFile)
  if (!certificate.checkPrivateKey(parseKey(keyText, keyFile))) {
    throw configurationError(
      `--tls-key ${keyFile} is not the key of --tls-cert ${certificateFile}; give the two that belong together, the server's own certificate first in the file`,
    )
  }
  const now = clock.now()
  if (endOf(certificate) <= now) {
    throw configurationError(
      `--tls-cert ${certificateFile} expired on ${certificate.validTo}; renew it, or leave both flags out to use the local CA`,
    )
  }
  if (Date.parse(certificate.validFrom) > now) {
    throw configurationError(
      `--tls-cert ${certificateFile} is not valid before ${certificate.validFrom}; check the clock of this machine`,
    )
  }
  return { certificate: certificateText.toString('latin1'), key: new Secret(keyText) }
}

async function read(file: string, flag: string): Promise<Buffer> {
  const text = await readSmallFile(file)
  if (text === undefined) throw configurationError(`${flag} ${file} does not exist; check the path`)
  return text
}

function parseCertificate(text: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch {
    throw configurationError(
      `--tls-cert ${file} is not a certificate in PEM; give a file that begins with -----BEGIN CERTIFICATE-----`,
    )
  }
}

function parseKey(text: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch {
    throw configurationError(
      `--tls-key ${file} is not a private key in PEM without passphrase; remove the passphrase or give another file`,
    )
  }
}
