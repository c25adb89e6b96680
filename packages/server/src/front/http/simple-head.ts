import type { RequestHead } from './exchange.ts'

/** The head of a request that is as plain as SDKs send them, and where its body lies. */
export interface SimpleHead extends RequestHead {
  /** Where the body begins in the bytes that the head was read from. */
  readonly bodyAt: number
  /** Bytes of the whole body. */
  readonly bodyLength: number
}

/** More headers than SDKs send, and fewer than are worth a slow scan for repeated ones. */
const mostHeaders = 48

const space = 0x20
const tab = 0x09
const colon = 0x3a
const carriageReturn = 0x0d
const lineFeed = 0x0a

const start = Buffer.from('POST /')
const version = ' HTTP/1.1\r\n'
const endOfHead = Buffer.from('\r\n\r\n')

/** Of each byte, whether a header's name may hold it (RFC 9110, `tchar`). */
const inName = new Uint8Array(256)
for (const character of "!#$%&'*+-.^_`|~") inName[character.charCodeAt(0)] = 1
for (let byte = 0x30; byte <= 0x39; byte++) inName[byte] = 1
for (let byte = 0x41; byte <= 0x5a; byte++) inName[byte] = inName[byte + 0x20] = 1

/** Headers that change how a request is framed, answered or continued: what has one is not simple. */
const notSimple: ReadonlySet<string> = new Set([
  ...['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'http2-settings', '__proto__'],
  ...['proxy-connection', 'proxy-authorization', 'set-cookie'],
])

/**
 * Reads the head of a POST from the first bytes that arrive of it. Undefined: not as plain as this, for
 * whatever reason; node:http is then to read the same bytes and to judge them. What is read here is
 * only what can be read in one way: each header once and in visible ASCII, no folded lines, a length in
 * digits, no transfer coding.
 */
export function readSimpleHead(bytes: Buffer, headerBytes: number): SimpleHead | undefined {
  const end = bytes.indexOf(endOfHead)
  // As long as the beginning that is compared next.
  if (end < start.length || end + endOfHead.length > headerBytes) return undefined
  if (bytes.compare(start, 0, start.length, 0, start.length) !== 0) return undefined
  const text = bytes.toString('latin1', 0, end + 2)
  const firstLine = text.indexOf('\r\n')
  const urlEnd = firstLine + 2 - version.length
  if (urlEnd < start.length || !text.startsWith(version, urlEnd)) return undefined
  for (let at = start.length; at < urlEnd; at++) if (!isVisible(bytes[at])) return undefined

  const rawHeaders: string[] = []
  const headers = Object.create(null) as Record<string, string>
  for (let at = firstLine + 2; at < text.length;) {
    const next = readHeader(bytes, text, at, rawHeaders, headers)
    if (next === undefined || rawHeaders.length > 2 * mostHeaders) return undefined
    at = next
  }
  const bodyLength = lengthOf(headers)
  if (bodyLength === undefined) return undefined
  return {
    method: 'POST',
    url: text.slice(start.length - 1, urlEnd),
    headers,
    rawHeaders,
    bodyAt: end + endOfHead.length,
    bodyLength,
  }
}

/** Reads one line, and gives the place of the next. Undefined: it is not simple. */
function readHeader(
  bytes: Buffer,
  text: string,
  at: number,
  rawHeaders: string[],
  headers: Record<string, string>,
): number | undefined {
  let nameEnd = at
  while (inName[bytes[nameEnd] ?? 0] === 1) nameEnd++
  if (nameEnd === at || bytes[nameEnd] !== colon) return undefined
  let valueAt = nameEnd + 1
  while (bytes[valueAt] === space || bytes[valueAt] === tab) valueAt++
  let lineEnd = valueAt
  let valueEnd = valueAt
  for (; ; lineEnd++) {
    const byte = bytes[lineEnd]
    if (isVisible(byte)) valueEnd = lineEnd + 1
    else if (byte !== space && byte !== tab) break
  }
  if (bytes[lineEnd] !== carriageReturn || bytes[lineEnd + 1] !== lineFeed) return undefined
  const name = text.slice(at, nameEnd)
  const lowerName = lowerCase(name)
  if (lowerName in headers || notSimple.has(lowerName)) return undefined
  const value = text.slice(valueAt, valueEnd)
  headers[lowerName] = value
  rawHeaders.push(name, value)
  return lineEnd + 2
}

/** Bytes of the body. Undefined: not told, or the head says something that is not for this reader. */
function lengthOf(headers: Readonly<Record<string, string>>): number | undefined {
  const { host = '', connection = 'keep-alive' } = headers
  const length = headers['content-length']
  if (host === '' || connection !== 'keep-alive' || length === undefined) return undefined
  return /^\d{1,9}$/.test(length) ? Number(length) : undefined
}

/** Visible ASCII. */
function isVisible(byte: number | undefined): boolean {
  return byte !== undefined && byte > space && byte < 0x7f
}

/** Names of headers in lower case. Clients use few; what they make up beyond that is not kept. */
const lowerCased = new Map<string, string>()
const mostLowerCased = 128
const longestLowerCased = 64

function lowerCase(name: string): string {
  const known = lowerCased.get(name)
  if (known !== undefined) return known
  if (lowerCased.size >= mostLowerCased || name.length > longestLowerCased)
    return name.toLowerCase()
  // A copy: what was sliced from a head would keep all of it.
  const copy = Buffer.from(name, 'latin1').toString('latin1')
  const lower = copy.toLowerCase()
  lowerCased.set(copy, lower)
  return lower
}
