import { createHmac, timingSafeEqual } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const stepMs = 30_000
/** Steps before and after the present one whose codes are accepted: clocks drift. */
const driftSteps = 1

/** The code of RFC 6238 for a time step: SHA-1, 30 seconds, six digits, as every authenticator makes it. */
export function totpCode(seed: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', decodeBase32(seed)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000
  return String(number).padStart(6, '0')
}

/**
 * The time step that a code belongs to, later than `lastStep` so that none is used twice; undefined if
 * it belongs to no step near `now`.
 */
export function matchTotp(
  seed: string,
  code: string,
  now: number,
  lastStep: number | undefined,
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const present = Math.floor(now / stepMs)
  let found: number | undefined
  for (let step = present - driftSteps; step <= present + driftSteps; step++) {
    if (step < 0) continue
    const same = timingSafeEqual(Buffer.from(totpCode(seed, step)), Buffer.from(code))
    if (same && step > (lastStep ?? -1)) found ??= step
  }
  return found
}

export function encodeBase32(bytes: Buffer): string {
  let text = ''
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((value >> bits) & 31)
    }
  }
  return bits > 0 ? text + alphabet.charAt((value << (5 - bits)) & 31) : text
}

function decodeBase32(text: string): Buffer {
  const bytes: number[] = []
  let value = 0
  let bits = 0
  for (const character of text) {
    value = ((value << 5) | alphabet.indexOf(character)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 255)
    }
  }
  return Buffer.from(bytes)
}
