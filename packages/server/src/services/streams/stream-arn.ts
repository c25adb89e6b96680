import type { StreamName, StreamRecord } from '../../engine/index.ts'
import { resourceNotFound, validation } from '../../errors/index.ts'
import type { RequestContext } from '../operation.ts'

const form =
  /^arn:aws:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]{3,255})\/stream\/([0-9T:.-]+)$/

export function streamArn(region: string, stream: StreamRecord): string {
  return `arn:aws:dynamodb:${region}:${stream.accountId}:table/${stream.tableName}/stream/${stream.label}`
}

/** The stream that an ARN names. Throws the service's refusals of what is no stream of this region. */
export function readStreamArn(arn: string, context: RequestContext): StreamName {
  const [, region, accountId, table, label] = form.exec(arn) ?? []
  if (accountId === undefined || table === undefined || label === undefined) {
    throw validation(`Invalid StreamArn: ${arn}`)
  }
  if (region !== context.region) throw streamNotFound(arn)
  return { accountId, table, label }
}

export function streamNotFound(arn: string): Error {
  return resourceNotFound(`Requested resource not found: Stream: ${arn} not found`)
}

export function shardNotFound(): Error {
  return resourceNotFound('Requested resource not found: Shard does not exist')
}
