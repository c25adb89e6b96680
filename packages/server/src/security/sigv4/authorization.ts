/** The parts of an Authorization header of the AWS4 family, as sent. */
export interface Authorization {
  readonly algorithm: string
  readonly credential: string | undefined
  readonly signedHeaders: string | undefined
  readonly signature: string | undefined
}

/** `malformed`: a piece without `=`, or, under the name `repeated`, a part that comes twice. */
export type AuthorizationOutcome = Authorization | { malformed: string } | { repeated: string }

/**
 * Splits `<algorithm> Credential=…, SignedHeaders=…, Signature=…`. Pieces may be parted by commas,
 * spaces or both, and come in any order; pieces of other names are ignored, as they carry nothing.
 */
export function parseAuthorization(header: string): AuthorizationOutcome {
  let index = endOfPiece(header, 0)
  const algorithm = header.slice(0, index)
  let credential: string | undefined
  let signedHeaders: string | undefined
  let signature: string | undefined

  while (index < header.length) {
    if (isSeparator(header.charCodeAt(index))) {
      index++
      continue
    }
    const end = endOfPiece(header, index)
    const equals = header.indexOf('=', index)
    if (equals < 0 || equals >= end) return { malformed: header.slice(index, end) }
    const name = header.slice(index, equals)
    const value = header.slice(equals + 1, end)
    if (name === 'Credential') {
      if (credential !== undefined) return { repeated: name }
      credential = value
    } else if (name === 'SignedHeaders') {
      if (signedHeaders !== undefined) return { repeated: name }
      signedHeaders = value
    } else if (name === 'Signature') {
      if (signature !== undefined) return { repeated: name }
      signature = value
    }
    index = end
  }
  return { algorithm, credential, signedHeaders, signature }
}

function endOfPiece(header: string, start: number): number {
  let end = start
  while (end < header.length && !isSeparator(header.charCodeAt(end))) end++
  return end
}

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2c || code === 0x09
}
