import { gunzipSync, inflateSync } from 'node:zlib'
import { limits } from '../../base/index.ts'
import { serialization, serviceUnavailable, tooLarge } from '../../errors/index.ts'
import type { HttpRequest } from '../http/index.ts'

/**
 * A body that the client has compressed, as it came. It is decoded only once its sender is known: a few
 * bytes may become many, which nobody who holds no key can ask for.
 */
export class CodedBody {
  readonly #request: HttpRequest
  readonly #decoder: typeof gunzipSync

  constructor(request: HttpRequest, decoder: typeof gunzipSync) {
    this.#request = request
    this.#decoder = decoder
  }

  /**
   * What was compressed, counted like a body that came plain. Throws an ApiError where it is larger than a
   * body may be, than there is room for, or not in its coding. Bytes after its end are passed over, as by
   * the service.
   */
  decode(): Buffer {
    const plain = this.#decoded()
    if (!this.#request.reserve(plain.length)) {
      throw serviceUnavailable('The server is busy. Try again.')
    }
    return plain
  }

  #decoded(): Buffer {
    try {
      return this.#decoder(this.#request.body, { maxOutputLength: limits.requestBodyBytes })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : serialization()
    }
  }
}

/** The body of a request whose head names a coding; undefined: it is as it is. Throws where nobody knows the coding. */
export function codedBody(request: HttpRequest): CodedBody | undefined {
  const coding = request.headers['content-encoding']
  if (coding === undefined) return undefined
  switch (String(coding).trim().toLowerCase()) {
    case 'identity':
      return undefined
    case 'gzip':
      return new CodedBody(request, gunzipSync)
    case 'deflate':
      return new CodedBody(request, inflateSync)
    default:
      throw serialization()
  }
}
