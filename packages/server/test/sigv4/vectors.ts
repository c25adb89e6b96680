import { readFileSync } from 'node:fs'
import { assert, Secret } from '../../src/base/index.ts'
import {
  readSignature,
  SigningKeyCache,
  verifySignature,
  type SignedRequest,
  type SigningCredential,
  type VerifyOutcome,
} from '../../src/security/sigv4/index.ts'
import { parseBasicTimestamp } from '../../src/security/sigv4/timestamp.ts'

/** A request as `vectors/sigv4/` writes it: Unicode texts, headers as pairs. */
export interface VectorRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export interface Suite<Case> {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
  readonly time: string
  readonly skewSeconds?: number
  readonly cases: readonly Case[]
}

export function loadSuite<Case>(name: string): Suite<Case> {
  const file = new URL(`../../../../../vectors/sigv4/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Suite<Case>
}

/** The request as it comes off the wire: one character per byte. */
export function onTheWire(request: VectorRequest): SignedRequest {
  const bytes = (text: string) => Buffer.from(text).toString('latin1')
  return {
    method: request.method,
    target: bytes(request.target),
    rawHeaders: request.headers.flat().map(bytes),
    body: Buffer.from(request.body),
  }
}

export function milliseconds(timestamp: string): number {
  const parsed = parseBasicTimestamp(timestamp)
  assert(parsed !== undefined, 'a vector names an existing time')
  return parsed.time
}

export interface Situation {
  readonly now?: string
  readonly known?: boolean
  readonly sessionToken?: string
  readonly expiresAt?: string
  readonly explain?: boolean
}

/** Reads and verifies as the pipeline does. */
export function authenticate(
  suite: Suite<unknown>,
  request: SignedRequest,
  situation: Situation,
  keys = new SigningKeyCache(16),
): VerifyOutcome<SigningCredential> {
  const { region, service, skewSeconds = 900 } = suite
  const now = milliseconds(situation.now ?? suite.time)
  const read = readSignature(request, { region, service, now, skewSeconds })
  if (!read.ok) return read
  const { sessionToken, expiresAt, known = true, explain = false } = situation
  const credential: SigningCredential = {
    secretAccessKey: new Secret(suite.secretAccessKey),
    ...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
    ...(expiresAt === undefined ? {} : { expiresAt: milliseconds(expiresAt) }),
  }
  const exists = known && read.parsed.accessKeyId === suite.accessKeyId
  return verifySignature(read.parsed, exists ? credential : undefined, request, {
    now,
    keys,
    explain,
  })
}
