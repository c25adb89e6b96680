import type { Dice } from '../properties/dice.ts'
import { mutateBytes } from './mutations.ts'
import type { Signer } from './wire-client.ts'

/** A request as it goes out. */
export interface Outgoing {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string | string[]>
  readonly body: Buffer
  /** True: whatever else, it must not be carried out. False says nothing. */
  readonly mustBeRefused: boolean
}

interface Parts {
  readonly signer: Signer
  readonly host: string
  readonly target: string
  readonly body: Buffer
}

/** The request as a client would send it. */
export function intact({ signer, host, target, body }: Parts): Outgoing {
  const headers = signer.headers(host, target, body)
  return { method: 'POST', path: '/', headers, body, mustBeRefused: false }
}

const oddTargets = [
  'DynamoDB_20120810.',
  'DynamoDB_20120810',
  'DynamoDB_20120810.getitem',
  'DynamoDB_20120810.__proto__',
  'DynamoDB_20120810.constructor',
  'DynamoDB_20120810.GetItem.GetItem',
  'DynamoDB_20111205.GetItem',
  'DynamoDBStreams_20120810.Nothing',
  'TrentService.Nothing',
  '__proto__',
  '.',
  'x'.repeat(4000),
] as const

const labels = [
  'application/json',
  'application/x-amz-json-1.1',
  'application/x-amz-json-1.0; charset=utf-8',
  'application/x-amz-json-1.0;;;',
  'application/x-www-form-urlencoded',
  'application/cbor',
  'text/xml',
  'multipart/form-data',
  '/',
] as const

/** What the signature does not cover, or covers as it is sent: the request may still be carried out. */
export function mutateHeaders(dice: Dice, parts: Parts): Outgoing {
  switch (dice.below(6)) {
    case 0:
      return intact({ ...parts, target: dice.pick(oddTargets) })
    case 1: {
      const sent = intact(parts)
      sent.headers['content-type'] = dice.pick(labels)
      return sent
    }
    case 2: {
      const sent = intact(parts)
      sent.headers['content-encoding'] = dice.pick(['gzip', 'identity', 'br', 'aws-chunked'])
      return sent
    }
    case 3: {
      const sent = intact(parts)
      for (let more = dice.pick([1, 20, 150]); more > 0; more--) {
        sent.headers[`x-more-${String(more)}`] = dice.pick(['', 'y'.repeat(100), '\u00ff'])
      }
      return sent
    }
    case 4: {
      const method = dice.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
      const path = dice.pick(['/', '/health/ready', '/%00', '/../../etc/passwd', '/?Action=List'])
      const sent = intact(parts)
      return { ...sent, method, path, mustBeRefused: true }
    }
    default: {
      const sent = intact(parts)
      const name = dice.pick(['content-type', 'x-amz-target', 'x-amz-date', 'authorization'])
      const value = String(sent.headers[name])
      return { ...sent, headers: { ...sent.headers, [name]: [value, value] } }
    }
  }
}

/** Breaks the signature, so that the request must be refused whatever it asks for. */
export function breakSignature(dice: Dice, parts: Parts): Outgoing {
  const sent = { ...intact(parts), mustBeRefused: true }
  const { headers, body } = sent
  const authorization = String(headers['authorization'])
  const replaced = (value: string): Outgoing => ({
    ...sent,
    headers: { ...headers, authorization: value },
  })
  switch (dice.below(12)) {
    case 0:
      return { ...sent, headers: without(headers, 'authorization') }
    case 1:
      return replaced(authorization.replace(/[0-9a-f]$/, (digit) => (digit === '0' ? '1' : '0')))
    case 2:
      return replaced(authorization.slice(0, dice.below(authorization.length)))
    case 3:
      return replaced(
        authorization.replace('us-east-1', dice.pick(['eu-west-1', '', 'us-east-1/x'])),
      )
    case 4:
      return replaced(authorization.replace('/dynamodb/', dice.pick(['/s3/', '/', '/DynamoDB/'])))
    case 5:
      return replaced(authorization.replace('AWS4-HMAC-SHA256', dice.pick(['AWS4', 'Basic', ''])))
    case 6:
      return replaced(authorization.replace(/Credential=[^/]*/, 'Credential=AKIANOBODY'))
    case 7:
      return replaced(authorization.replace('host;', dice.pick(['', 'host;host;', 'host;x-none;'])))
    case 8:
      return replaced(dice.pick(['', ' ', ',', 'AWS4-HMAC-SHA256 ', 'x'.repeat(9000), '\u00e9=,=']))
    case 9:
      return { ...sent, headers: { ...headers, 'x-amz-date': dice.pick(oddDates) } }
    case 10: {
      const changed = mutateBytes(dice, body)
      return { ...sent, body: changed, mustBeRefused: !changed.equals(body) }
    }
    default: {
      const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${dice.pick(['', 'a/b'])}`
      const more = dice.pick(['&X-Amz-Signature=00', '&X-Amz-Expires=-1', '&X-Amz-Date=%ff', ''])
      return { ...sent, path: `/?${query}${more}`, headers: without(headers, 'authorization') }
    }
  }
}

const oddDates = [
  '',
  '20200101T000000Z',
  '29991231T235959Z',
  '20261399T999999Z',
  'Mon, 01 Jan 2024 00:00:00 GMT',
  '0',
] as const

function without(
  headers: Record<string, string | string[]>,
  name: string,
): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name))
}
