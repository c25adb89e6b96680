import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Secret } from '../../src/base/index.ts'
import { authenticationFailed } from '../../src/errors/index.ts'
import { canonicalRequest, stringToSign } from '../../src/security/sigv4/canonical-request.ts'
import { deriveSigningKey, readSignature } from '../../src/security/sigv4/index.ts'
import type { RefusalKind, SignedRequest } from '../../src/security/sigv4/index.ts'
import { encodePath, pathLength } from '../../src/security/sigv4/uri.ts'
import {
  authenticate,
  loadSuite,
  milliseconds,
  onTheWire,
  type Situation,
  type Suite,
  type VectorRequest,
} from './vectors.ts'

interface PublicCase extends VectorRequest {
  readonly name: string
  readonly form: 'header' | 'query'
  readonly normalizePath: boolean
  readonly sessionToken?: string
  readonly accepted: boolean
  readonly canonicalRequest?: string
}

for (const name of ['aws-c-auth', 'botocore']) {
  const suite = loadSuite<PublicCase>(name)
  for (const each of suite.cases) {
    test(`${name}: ${each.name}, ${each.form} form`, () => {
      const request = onTheWire(each)
      if (each.normalizePath) {
        const outcome = authenticate(suite, request, each)
        assert.equal(outcome.ok, each.accepted, JSON.stringify(outcome))
      } else {
        const { presented, computed } = signatureOfPathAsSent(suite, request)
        assert.equal(computed, presented)
      }
      if (each.canonicalRequest !== undefined) {
        assert.equal(canonicalRequest(request, read(suite, request)), each.canonicalRequest)
      }
    })
  }
}

interface Case extends Situation {
  readonly name: string
  readonly request: VectorRequest
  readonly expect: 'accepted' | { kind: RefusalKind; code: string; message: string }
}

const suite = loadSuite<Case>('dynamodb')
for (const each of suite.cases) {
  test(`dynamodb: ${each.name}`, () => {
    const outcome = authenticate(suite, onTheWire(each.request), each)
    if (each.expect === 'accepted') {
      assert.equal(outcome.ok, true, JSON.stringify(outcome))
      return
    }
    assert(!outcome.ok, 'accepted')
    const error = authenticationFailed(outcome.refusal)
    assert.deepEqual(
      {
        kind: outcome.refusal.kind,
        code: error.code,
        message: error.message,
        namespace: error.namespace,
        status: error.status,
        member: error.messageMember,
      },
      {
        ...each.expect,
        namespace: 'com.amazon.coral.service',
        status: 400,
        member: 'message',
      },
    )
  })
}

function read(of: Suite<unknown>, request: SignedRequest) {
  const { region, service, time } = of
  const outcome = readSignature(request, {
    region,
    service,
    now: milliseconds(time),
    skewSeconds: 900,
  })
  assert(outcome.ok, JSON.stringify(outcome))
  return outcome.parsed
}

/** What S3 would compute. This server never does, so the canonical path is put in by hand. */
function signatureOfPathAsSent(of: Suite<unknown>, request: SignedRequest) {
  const parsed = read(of, request)
  const lines = canonicalRequest(request, parsed).split('\n')
  lines[1] = encodePath(request.target.slice(0, pathLength(request.target)))
  const key = deriveSigningKey(new Secret(of.secretAccessKey), parsed.scope)
  const text = stringToSign(parsed.timestamp, parsed.scope, lines.join('\n'))
  const computed = createHmac('sha256', key).update(text, 'latin1').digest('hex')
  return { presented: parsed.signature, computed }
}
