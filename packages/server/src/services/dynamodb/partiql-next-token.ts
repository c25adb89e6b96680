import type { Table } from '../../engine/index.ts'
import type { Parameters } from '../../engine/partiql/index.ts'
import { validation } from '../../errors/index.ts'
import type { AttributeMap } from '../../values/index.ts'
import { digestOf } from './parameter-digest.ts'

/** How far a SELECT has come: in which of its reads, and after which row of it. */
export interface ReadPosition {
  readonly read: number
  readonly after: AttributeMap | undefined
}

/**
 * A `NextToken` is sealed under the table's key, as rows are: it shows nothing of the keys in it,
 * cannot be made or changed by a client, and opens for no other table or account. It holds a digest
 * of its request, so that it continues that one only. No row has this storage key.
 */
const storageKey = Buffer.from('\xffPartiQL NextToken', 'latin1')
const digestBytes = 32

/** What a token belongs to: the statement with its parameters. */
export function requestDigest(statement: string, parameters: Parameters): Buffer {
  return digestOf([statement, parameters])
}

export function sealPosition(table: Table, request: Buffer, position: ReadPosition): string {
  const { accountId } = table.descriptor
  const body = Buffer.from(JSON.stringify([position.read, position.after]), 'utf8')
  return table.keys.sealer.seal(accountId, storageKey, request, body).toString('base64')
}

/** Throws the ValidationException of a token that this table did not give, or not for this request. */
export function openPosition(table: Table, request: Buffer, token: string): ReadPosition {
  const opened = open(table, token)
  if (!opened.subarray(0, digestBytes).equals(request)) {
    throw validation('NextToken does not match request')
  }
  const [read, after] = JSON.parse(opened.toString('utf8', digestBytes)) as [
    number,
    AttributeMap | null,
  ]
  return { read, after: after ?? undefined }
}

function open(table: Table, token: string): Buffer {
  try {
    const sealed = Buffer.from(token, 'base64')
    return table.keys.sealer.open(table.descriptor.accountId, storageKey, sealed)
  } catch {
    throw validation('Invalid NextToken')
  }
}
