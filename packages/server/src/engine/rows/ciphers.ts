import type { Ciphers } from './cipher.ts'
import { loadNativeCiphers } from './native-cipher.ts'
import { nodeCiphers } from './node-cipher.ts'

/** What rows are sealed with in this process. */
export interface ChosenCiphers {
  readonly ciphers: Ciphers
  /** Why it is not the addon, which is several times faster; undefined where it is. */
  readonly reason: string | undefined
}

let chosen: ChosenCiphers | undefined

/** The addon where it was built, `node:crypto` elsewhere: the same bytes and the same refusals. */
export function chosenCiphers(): ChosenCiphers {
  if (chosen === undefined) {
    const native = loadNativeCiphers()
    chosen =
      typeof native === 'string'
        ? { ciphers: nodeCiphers, reason: native }
        : { ciphers: native, reason: undefined }
  }
  return chosen
}
