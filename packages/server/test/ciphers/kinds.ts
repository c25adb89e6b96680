import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Ciphers } from '../../src/engine/rows/cipher.ts'
import { loadNativeCiphers } from '../../src/engine/rows/native-cipher.ts'
import { nodeCiphers } from '../../src/engine/rows/node-cipher.ts'

const native = loadNativeCiphers()

/** Why the addon takes no part: only because it could not be built on this machine. */
export const withoutNative: string | false = typeof native === 'string' ? reason(native) : false

/** Every kind that there is here. */
export const kinds: readonly Ciphers[] =
  typeof native === 'string' ? [nodeCiphers] : [native, nodeCiphers]

function reason(load: string): string {
  const file = new URL('../../../native/build/outcome.json', import.meta.url)
  const outcome = JSON.parse(readFileSync(file, 'utf8')) as { built: boolean; reason: string }
  assert(!outcome.built, `the addon was built, but ${load}`)
  return outcome.reason
}
