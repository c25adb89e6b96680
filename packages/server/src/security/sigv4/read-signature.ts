import { limits } from '../../base/index.ts'
import { algorithm } from './canonical-request.ts'
import { parseAuthorization } from './authorization.ts'
import { readHeaders, type Headers } from './headers.ts'
import { checkFreshness, checkScope, checkSignedHeaders, type ServerScope } from './checks.ts'
import { refuse, type Refused } from './refusal.ts'
import { parseBasicTimestamp, parseHttpDate, type Timestamp } from './timestamp.ts'
import { parseQuery, pathLength, type QueryParameter } from './uri.ts'
import type { SignedRequest } from './signed-request.ts'

/** A signature that is well-formed, fresh and meant for this service, and not verified yet. */
export interface ParsedSignature {
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  /** `yyyymmdd/region/service/aws4_request`, equal to the server's own. */
  readonly scope: string
  /** When the client says it signed: ISO 8601 basic format. */
  readonly timestamp: string
  readonly signedHeaders: string
  readonly signature: string
  /** The token as presented; never to be logged or echoed. */
  readonly sessionToken: string | undefined
  readonly headers: Headers
  /** The query as signed: in the query form without X-Amz-Signature. */
  readonly query: readonly QueryParameter[]
}

export type ReadOutcome = { readonly ok: true; readonly parsed: ParsedSignature } | Refused

/** The parts of either form, present but not looked into. */
interface Presented {
  readonly form: 'header' | 'query'
  readonly algorithm: string
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  readonly timestamp: Timestamp
  /** Seconds for which a presigned request holds; undefined: the permitted skew applies. */
  readonly expires: number | undefined
  readonly sessionToken: string | undefined
  readonly query: readonly QueryParameter[]
}

/**
 * Finds the signature of a request and makes all checks that need no secret, in the service's own
 * order: which form, its parts, date and skew, signed headers, algorithm, credential, scope. Linear
 * in the size of the request.
 */
export function readSignature(request: SignedRequest, server: ServerScope): ReadOutcome {
  if (request.rawHeaders.length > 2 * limits.requestHeaders) {
    return refuse(
      'incomplete',
      `A request must not have more than ${limits.requestHeaders} headers.`,
    )
  }
  const { headers, repeated } = readHeaders(request.rawHeaders)
  if (repeated !== undefined) {
    return refuse('incomplete', `Header '${repeated}' must not be sent more than once.`)
  }
  const queryText = request.target.slice(pathLength(request.target) + 1)
  const query = parseQuery(queryText, limits.queryParameters)
  if (query === undefined) {
    return refuse(
      'incomplete',
      `A query must not have more than ${limits.queryParameters} parameters.`,
    )
  }

  const presented = present(headers, query)
  if ('ok' in presented) return presented
  const refused =
    checkFreshness(presented.timestamp, presented.expires, server) ??
    checkSignedHeaders(presented.signedHeaders, headers)
  if (refused !== undefined) return refused
  if (presented.algorithm !== algorithm) {
    const text = `Unsupported AWS 'algorithm': '${presented.algorithm}' (only ${algorithm} for now). `
    return refuse('incomplete', text)
  }
  const scope = checkScope(presented.credential, presented.timestamp, server)
  if ('ok' in scope) return scope

  return {
    ok: true,
    parsed: {
      form: presented.form,
      accessKeyId: scope.accessKeyId,
      scope: scope.scope,
      timestamp: presented.timestamp.text,
      signedHeaders: presented.signedHeaders,
      signature: presented.signature,
      sessionToken: presented.sessionToken,
      headers,
      query: presented.query,
    },
  }
}

function present(headers: Headers, query: QueryParameter[]): Presented | Refused {
  const header = headers.get('authorization') ?? ''
  const inQuery = query.some(({ name }) => name === 'X-Amz-Algorithm')
  if (header !== '' && inQuery) {
    return refuse(
      'invalid',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    )
  }
  if (inQuery) return presentInQuery(headers, query)
  if (!header.startsWith('AWS4-'))
    return refuse('missing', 'Request is missing Authentication Token')
  return presentInHeader(header, headers, query)
}

function presentInHeader(
  header: string,
  headers: Headers,
  query: QueryParameter[],
): Presented | Refused {
  const parts = parseAuthorization(header)
  if ('malformed' in parts) {
    return refuse(
      'incomplete',
      `'${parts.malformed}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
    )
  }
  if ('repeated' in parts) {
    return refuse(
      'incomplete',
      `Authorization header has more than one '${parts.repeated}' parameter. `,
    )
  }

  const { credential, signedHeaders, signature } = parts
  const date = headers.get('x-amz-date') ?? headers.get('date')
  if (!credential || !signature || !signedHeaders || !date) {
    let text = ''
    if (!credential) text += "Authorization header requires 'Credential' parameter. "
    if (!signature) text += "Authorization header requires 'Signature' parameter. "
    if (!signedHeaders) text += "Authorization header requires 'SignedHeaders' parameter. "
    if (!date) {
      text +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
    }
    return refuse('incomplete', `${text}Authorization=${header}`)
  }
  const timestamp =
    parseBasicTimestamp(date) ?? (headers.has('x-amz-date') ? undefined : parseHttpDate(date))
  if (timestamp === undefined) return badDate(date)

  return {
    form: 'header',
    algorithm: parts.algorithm,
    credential,
    signedHeaders,
    signature,
    timestamp,
    expires: undefined,
    sessionToken: headers.get('x-amz-security-token') || undefined,
    query,
  }
}

/** In the order in which the service names those that are missing. */
const required = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
]

function presentInQuery(headers: Headers, query: QueryParameter[]): Presented | Refused {
  const values = new Map<string, string>()
  for (const { name, value } of query) {
    if (!name.startsWith('X-Amz-')) continue
    if (values.has(name)) {
      return refuse(
        'incomplete',
        `Query-string parameter '${name}' must not be sent more than once.`,
      )
    }
    values.set(name, value)
  }

  const [name = '', credential = '', signature = '', signedHeaders = '', date = ''] = required.map(
    (parameter) => values.get(parameter),
  )
  const missing = required.filter((parameter) => !values.get(parameter))
  if (missing.length > 0) {
    const text = missing
      .map((each) => `AWS query-string parameters must include '${each}'. `)
      .join('')
    return refuse('incomplete', `${text}Re-examine the query-string parameters.`)
  }
  const timestamp = parseBasicTimestamp(date)
  if (timestamp === undefined) return badDate(date)
  const expires = values.get('X-Amz-Expires')
  if (expires !== undefined && !isLifetime(expires)) {
    return refuse('incomplete', 'X-Amz-Expires must be a number of seconds between 1 and 604800.')
  }

  return {
    form: 'query',
    algorithm: name,
    credential,
    signedHeaders,
    signature,
    timestamp,
    expires: expires === undefined ? undefined : Number(expires),
    sessionToken:
      values.get('X-Amz-Security-Token') || headers.get('x-amz-security-token') || undefined,
    query: query.filter((parameter) => parameter.name !== 'X-Amz-Signature'),
  }
}

/** One second to seven days, in decimal digits. */
function isLifetime(text: string): boolean {
  if (text.length === 0 || text.length > 6) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x30 || code > 0x39) return false
  }
  return Number(text) >= 1 && Number(text) <= 604_800
}

function badDate(value: string): Refused {
  return refuse(
    'incomplete',
    `Date must be in ISO-8601 'basic format'. Got '${value}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  )
}
