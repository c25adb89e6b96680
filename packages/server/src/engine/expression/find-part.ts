/**
 * Work up to which the engine's own search is used. It is the fastest for nearly all texts, and compares each
 * place of a text with each of a part where a client chose both for that: seconds, for those that fit an item.
 */
const ownSearch = 1 << 20

/** Whether a text holds a part. In time that grows with the sum of their lengths. */
export function textHolds(text: string, part: string): boolean {
  if (text.length * part.length <= ownSearch) return text.includes(part)
  return part.length <= text.length && holds(unitsOf(text), unitsOf(part))
}

/** The same of bytes. */
export function bytesHold(bytes: Buffer, part: Buffer): boolean {
  if (bytes.length * part.length <= ownSearch) return bytes.includes(part)
  return part.length <= bytes.length && holds(bytes, part)
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
  return units
}

/** By Knuth, Morris and Pratt: no place of the whole is looked at again. */
function holds(whole: Uint8Array | Uint16Array, part: Uint8Array | Uint16Array): boolean {
  const borders = bordersOf(part)
  let matched = 0
  for (let at = 0; at < whole.length; at++) {
    const unit = whole[at]
    while (matched > 0 && part[matched] !== unit) matched = borders[matched - 1] ?? 0
    if (part[matched] === unit) matched++
    if (matched === part.length) return true
  }
  return false
}

/** For each beginning of a part, the length of the longest one that it also ends with. */
function bordersOf(part: Uint8Array | Uint16Array): Int32Array {
  const borders = new Int32Array(part.length)
  let length = 0
  for (let at = 1; at < part.length; at++) {
    while (length > 0 && part[at] !== part[length]) length = borders[length - 1] ?? 0
    if (part[at] === part[length]) length++
    borders[at] = length
  }
  return borders
}
