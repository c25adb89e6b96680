import { HmacSha256 } from './hmac.ts'
import { Secret } from './secret.ts'

/** What HKDF extracts with where it is given no salt. */
const noSalt = Buffer.alloc(32)

/**
 * A key of 32 bytes for one purpose, made from another, which it tells nothing of: HKDF with SHA-256, one block
 * of it. `hkdfSync` would leave copies of the key it is given until they are collected as garbage.
 */
export function derivedKey(from: Secret, purpose: string): Secret {
  const extract = new HmacSha256(noSalt)
  const extracted = extract.digest([from.reveal()])
  const expand = new HmacSha256(extracted)
  const key = expand.digest([Buffer.from(`strongroom ${purpose}\u0001`)])
  extracted.fill(0)
  extract.erase()
  expand.erase()
  return new Secret(key)
}
