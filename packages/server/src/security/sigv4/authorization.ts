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
  const nextSpace = finder(header, ' ')
  const nextComma = finder(header, ',')
  const endOfPiece = (start: number) => Math.min(nextSpace(start), nextComma(start))

  let end = endOfPiece(0)
  const algorithm = header.slice(0, end)
  let credential: string | undefined
  let signedHeaders: string | undefined
  let signature: string | undefined

  for (let start = end + 1; start < header.length; start = end + 1) {
    end = endOfPiece(start)
    if (end === start) continue
    const piece = header.slice(start, end)
    const equals = piece.indexOf('=')
    if (equals < 0) return { malformed: piece }
    const name = piece.slice(0, equals)
    const value = piece.slice(equals + 1)
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
  }
  return { algorithm, credential, signedHeaders, signature }
}

/**
 * Finds the first `character` at or after a place, or the end. Remembers the last find: places only
 * grow, so that the text is searched once however many pieces it has.
 */
function finder(text: string, character: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) {
      const index = text.indexOf(character, from)
      found = index < 0 ? text.length : index
    }
    return found
  }
}
