import { hkdfSync } from 'node:crypto'
import { Secret } from './secret.ts'

/** A key of 32 bytes for one purpose, made from another, which it tells nothing of. HKDF with SHA-256. */
export function derivedKey(from: Secret, purpose: string): Secret {
  const key = hkdfSync('sha256', from.reveal(), '', `strongroom ${purpose}`, 32)
  return new Secret(Buffer.from(key))
}
