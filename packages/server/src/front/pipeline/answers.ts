import { crc32 } from 'node:zlib'
import type { HttpAnswer, HttpRequest } from '../http/index.ts'
import type { Encoded, EncodedError } from '../codecs/index.ts'

const none = Buffer.alloc(0)
/** A page sees no header of an answer that is not named here: SDKs correct their clock by the date, and show the id. */
const forOtherOrigins = [
  ...['Access-Control-Allow-Origin', '*'],
  ...[
    'Access-Control-Expose-Headers',
    'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
  ],
]
const unknownOperationBody = Buffer.from('<UnknownOperationException/>\n')

/** An answer with the headers that every one has; clients check the CRC and show the id. */
export function answer(
  request: HttpRequest | undefined,
  requestId: string,
  status: number,
  contentType: string | undefined,
  body: Buffer,
): HttpAnswer {
  const headers = [
    'Server',
    'Server',
    'x-amzn-RequestId',
    requestId,
    'x-amz-crc32',
    String(crc32(body)),
  ]
  if (contentType !== undefined) headers.push('Content-Type', contentType)
  if (request?.headers['origin'] !== undefined) headers.push(...forOtherOrigins)
  return { status, headers, body }
}

/** What a codec made, and headers of its own. */
export type Labelled = Encoded & Pick<EncodedError, 'headers'>

export function encoded(
  request: HttpRequest | undefined,
  requestId: string,
  status: number,
  value: Labelled,
): HttpAnswer {
  const plain = answer(request, requestId, status, value.contentType, value.body)
  if (value.headers === undefined) return plain
  return { ...plain, headers: [...plain.headers, ...value.headers] }
}

export function plainText(
  request: HttpRequest,
  requestId: string,
  status: number,
  text: string,
): HttpAnswer {
  return answer(request, requestId, status, 'text/plain', Buffer.from(text))
}

export function empty(
  request: HttpRequest | undefined,
  requestId: string,
  status: number,
): HttpAnswer {
  return answer(request, requestId, status, undefined, none)
}

/** How the service answers what is no request of any protocol that it speaks. */
export function notAnApi(request: HttpRequest, requestId: string): HttpAnswer {
  return answer(request, requestId, 404, undefined, unknownOperationBody)
}

/**
 * What a browser asks before a request of another origin. Everything is allowed: requests carry a
 * signature, never a cookie, so a page can do only what it has the keys for.
 */
export function preflight(request: HttpRequest, requestId: string): HttpAnswer {
  const { status, headers, body } = empty(request, requestId, 200)
  const more = ['Access-Control-Max-Age', '172800']
  const wantedHeaders = request.headers['access-control-request-headers']
  if (typeof wantedHeaders === 'string') more.push('Access-Control-Allow-Headers', wantedHeaders)
  const wantedMethod = request.headers['access-control-request-method']
  if (typeof wantedMethod === 'string') more.push('Access-Control-Allow-Methods', wantedMethod)
  return { status, headers: [...headers, ...more], body }
}
