import { tagBytes, nonceBytes, type Cipher } from '../../src/engine/rows/cipher.ts'
import { chosenCiphers } from '../../src/engine/rows/ciphers.ts'

/**
 * For measuring what sealing costs, and for nothing else: has every cipher of this process, those that are made
 * already included, leave rows as they are, or seal them again. The server has no switch for it, and no test
 * but those of speed may load this.
 */
export function sealRows(on: boolean): void {
  Object.assign(prototype, on ? real : idle)
}

const sample = chosenCiphers().ciphers.create(Buffer.alloc(32))
const prototype = Object.getPrototypeOf(sample) as Pick<Cipher, 'seal' | 'open'>
const real = { seal: prototype.seal, open: prototype.open }
/** Shorter boxes are sealed as ever: a server that starts tries its cipher with one, and refuses to go on otherwise. */
const leastBytes = 256
const idle: typeof real = {
  seal(box, ...more) {
    if (box.length < leastBytes) real.seal.call(this, box, ...more)
  },
  open(box, at, data, dataBytes, out) {
    if (box.length < leastBytes) return real.open.call(this, box, at, data, dataBytes, out)
    out.set(box.subarray(at + nonceBytes, box.length - tagBytes))
    return true
  },
}
