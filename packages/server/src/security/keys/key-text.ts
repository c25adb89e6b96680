import { Secret } from '../../base/index.ts'
import { keyBytes } from './seal.ts'

/**
 * Reads a 32-byte key as people write it: 64 hexadecimal digits, or base64 (either alphabet, padding
 * optional); white space around it is ignored. Undefined when it is neither.
 */
export function parseKeyText(text: string): Secret | undefined {
  const trimmed = text.trim()
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return new Secret(Buffer.from(trimmed, 'hex'))
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined
  const bytes = Buffer.from(trimmed, 'base64')
  return bytes.length === keyBytes ? new Secret(bytes) : undefined
}

/** A key as {@link parseKeyText} reads it: one line of base64. */
export function formatKeyText(key: Secret): string {
  return `${key.reveal().toString('base64')}\n`
}
