import { isAscii, isUtf8 } from 'node:buffer'
import { limits } from '../../base/index.ts'
import { serialization } from '../../errors/index.ts'

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * A request body as JSON: strict UTF-8, an object, nested at most `limits.jsonDepth` levels deep.
 * Of a repeated name the last counts; `__proto__` is a name like any other.
 * Throws SerializationException, which says no more than that.
 */
export function parseJsonBody(body: Buffer): object {
  const json = text(body)
  if (opensMany(json) && tooDeep(body)) throw serialization()
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) throw serialization()
    throw error
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw serialization()
  return value
}

function text(body: Buffer): string {
  // One byte per character is both the common case and the cheaper string.
  if (isAscii(body)) return body.toString('latin1')
  if (!isUtf8(body)) throw serialization()
  return body.toString('utf8')
}

/** Whether there are as many brackets as it takes to be too deep, in strings or not. Most requests have few. */
function opensMany(json: string): boolean {
  let count = 0
  for (const bracket of ['{', '[']) {
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
      if (++count > limits.jsonDepth) return true
    }
  }
  return false
}

/** One pass over the bytes, so that no recursion meets what is deeper. JSON that is not well formed may pass. */
function tooDeep(body: Buffer): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (quoted) {
      if (byte === backslash) at++
      else if (byte === quote) quoted = false
    } else if (byte === quote) {
      quoted = true
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > limits.jsonDepth) return true
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--
    }
  }
  return false
}
