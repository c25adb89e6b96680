import { createHmac } from 'node:crypto'
import type { Secret } from '../../base/index.ts'

/**
 * Tells one master key from another without opening anything: eight bytes of a MAC under it. It says
 * nothing of a key of 32 random bytes; a passphrase must not be given one.
 */
export function keyCheck(key: Secret): string {
  const mac = createHmac('sha256', key.reveal()).update('strongroom master key check').digest()
  return mac.subarray(0, 8).toString('hex')
}
