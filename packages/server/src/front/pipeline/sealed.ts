import type { Random } from '../../base/index.ts'
import { serviceUnavailable } from '../../errors/index.ts'
import type { Codec } from '../codecs/index.ts'
import type { RequestHandler } from '../http/index.ts'
import { empty, encoded, notAnApi, plainText } from './answers.ts'
import { RequestIds } from './request-id.ts'

export interface SealedOptions {
  /** In the order in which they are asked; the first also words what belongs to none. */
  readonly codecs: readonly [Codec, ...Codec[]]
  readonly random: Random
}

/**
 * Answers while the master key is not at hand. Nothing can be authenticated then, so every request is
 * refused alike, as an outage in its protocol's own shape, which clients try again.
 */
export function createSealedHandler({ codecs, random }: SealedOptions): RequestHandler {
  const ids = new RequestIds(random)
  const error = serviceUnavailable('The server is sealed. Try again.')
  return {
    handle(request) {
      const requestId = ids.next()
      const codec = codecs.find((candidate) => candidate.matches(request))
      if (codec !== undefined) {
        const failure = codec.encodeRefusal(error, requestId, request)
        return Promise.resolve(encoded(request, requestId, failure.status, failure))
      }
      if (request.method !== 'GET') return Promise.resolve(notAnApi(request, requestId))
      if (request.url === '/health/live') {
        return Promise.resolve(plainText(request, requestId, 200, 'live'))
      }
      if (request.url === '/' || request.url === '/health/ready') {
        return Promise.resolve(plainText(request, requestId, 503, 'sealed'))
      }
      return Promise.resolve(notAnApi(request, requestId))
    },
    refuse(refusal) {
      const requestId = ids.next()
      if (refusal === 'too-large') return empty(undefined, requestId, 413)
      const failure = codecs[0].encodeError(error, requestId, undefined)
      return encoded(undefined, requestId, failure.status, failure)
    },
  }
}
