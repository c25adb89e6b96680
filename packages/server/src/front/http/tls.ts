import { constants } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import type { Secret } from '../../base/index.ts'

/** What a listener proves its identity with, in PEM. */
export interface TlsMaterial {
  readonly key: Secret
  /** The certificate, then any intermediates. */
  readonly certificate: string
  /**
   * 48 bytes that session tickets are sealed with. Processes that share a port share them, or else
   * resumption works only by luck. Absent: fresh ones for this listener.
   */
  readonly ticketKeys?: Secret
}

/** Forward secrecy and authenticated encryption only. The names with underscores are TLS 1.3. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** TLS 1.2 and 1.3 with sessions resumed by ticket; no renegotiation, no compression. */
export function tlsOptions(material: TlsMaterial, handshakeMs: number): TlsOptions {
  return {
    key: material.key.reveal(),
    cert: material.certificate,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers,
    ecdhCurve: 'X25519:P-256:P-384',
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
    handshakeTimeout: handshakeMs,
    ...(material.ticketKeys === undefined ? {} : { ticketKeys: material.ticketKeys.reveal() }),
  }
}
