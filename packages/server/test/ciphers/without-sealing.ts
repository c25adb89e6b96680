import { chosenCiphers } from '../../src/engine/rows/ciphers.ts'
import { sealRows } from './idle-cipher.ts'

/**
 * Node loads this before a server that the benchmark compares with one that seals, and before each of its
 * threads. It reaches into the addon, which is one in a process, and so works on the bundle as it is shipped.
 */
if (chosenCiphers().ciphers.kind !== 'native') throw new Error('the addon was not built')
sealRows(false)
