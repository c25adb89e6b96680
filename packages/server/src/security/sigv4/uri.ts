/** One parameter of the query, decoded, one character per byte. */
export interface QueryParameter {
  readonly name: string
  readonly value: string
}

/** Where the query begins in a request target: the index of `?`, or the length. */
export function pathLength(target: string): number {
  const mark = target.indexOf('?')
  return mark < 0 ? target.length : mark
}

/**
 * The canonical URI of a path as sent. Dot segments and empty segments go, then each byte that is
 * not unreserved is percent-encoded. The sender has encoded the path once already, so that `%20`
 * becomes `%2520`: AWS signs paths encoded twice for every service but S3.
 */
export function canonicalPath(path: string): string {
  return path === '/' ? path : encodePath(normalizePath(path))
}

/** Removes `.`, `..` with the segment before it, and empty segments; a trailing slash stays. */
export function normalizePath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') kept.pop()
    else kept.push(segment)
  }
  const leading = path.startsWith('/') ? '/' : ''
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : ''
  return leading + kept.join('/') + trailing
}

/** Percent-encodes every byte but the unreserved ones and the slash. */
export function encodePath(path: string): string {
  return encode(path, true)
}

/**
 * Splits a query at `&` and at each first `=`, and decodes both sides. `+` means a space, as the
 * services read it. A `%` that no two hexadecimal digits follow stands for itself. Empty pieces are
 * dropped. Whoever acts on parameters of a signed query must read them by this function, so that
 * what was signed is what is done. Undefined when there are more than `limit`.
 */
export function parseQuery(query: string, limit: number): QueryParameter[] | undefined {
  const parameters: QueryParameter[] = []
  for (let start = 0; start < query.length;) {
    let end = query.indexOf('&', start)
    if (end < 0) end = query.length
    if (end > start) {
      if (parameters.length === limit) return undefined
      const piece = query.slice(start, end)
      const equals = piece.indexOf('=')
      parameters.push({
        name: decode(equals < 0 ? piece : piece.slice(0, equals)),
        value: equals < 0 ? '' : decode(piece.slice(equals + 1)),
      })
    }
    start = end + 1
  }
  return parameters
}

/** Encoded, then sorted by name and by value: the canonical query string. */
export function canonicalQuery(parameters: readonly QueryParameter[]): string {
  if (parameters.length === 0) return ''
  return parameters
    .map(({ name, value }) => ({ name: encode(name, false), value: encode(value, false) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const escapes = Array.from({ length: 256 }, (_, byte) => {
  const unreserved = /^[A-Za-z0-9._~-]$/.test(String.fromCharCode(byte))
  return unreserved ? undefined : '%' + byte.toString(16).toUpperCase().padStart(2, '0')
})

function encode(text: string, keepSlash: boolean): string {
  let encoded = ''
  let copied = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const escape = escapes[code & 0xff]
    if (escape === undefined || (keepSlash && code === 0x2f)) continue
    encoded += text.slice(copied, index) + escape
    copied = index + 1
  }
  return copied === 0 ? text : encoded + text.slice(copied)
}

function decode(text: string): string {
  let decoded = ''
  let copied = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x2b) {
      decoded += text.slice(copied, index) + ' '
      copied = index + 1
    } else if (code === 0x25) {
      const high = hexDigit(text.charCodeAt(index + 1))
      const low = hexDigit(text.charCodeAt(index + 2))
      if (high < 0 || low < 0) continue
      decoded += text.slice(copied, index) + String.fromCharCode(high * 16 + low)
      index += 2
      copied = index + 1
    }
  }
  return copied === 0 ? text : decoded + text.slice(copied)
}

/** The value of a hexadecimal digit; -1 for any other character, and for NaN past the end. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
