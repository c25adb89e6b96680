import { createHash } from 'node:crypto'
import { StorageError } from '../../storage/kv.ts'
import type { MasterKeyParameters } from './master-key.ts'

/** The format that this version writes, and the newest that it reads. */
const currentFormat = 1

export const keyNames = ['pageKey', 'serviceKey', 'systemKey'] as const
export type KeyName = (typeof keyNames)[number]

/** The keyring as it lies on disk: every secret in it is wrapped by the master key. */
export interface KeyringRecord {
  /** Random; every wrap is bound to it, so that nothing moves between two keyrings. */
  readonly id: string
  /** Wall time of creation, ISO 8601. */
  readonly createdAt: string
  readonly masterKey: MasterKeyParameters
  readonly keys: Readonly<Record<KeyName, Buffer>>
  /** Absent while root credentials have only ever come from the environment. */
  readonly rootCredential?: { readonly accessKeyId: string; readonly secretAccessKey: Buffer }
}

/** What the master key authenticates besides the wrapped keys: every field of the record. */
export function keyringDigest(record: KeyringRecord): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(fields(record)))
    .digest()
}

/** `integrity` is the wrapped digest of the record. */
export function formatKeyring(record: KeyringRecord, integrity: Buffer): Buffer {
  const document = { ...fields(record), integrity: integrity.toString('base64') }
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`, 'utf8')
}

/** Throws StorageError `newer-version` or `damaged`; `place` names the keyring for the operator. */
export function parseKeyring(
  bytes: Buffer,
  place: string,
): { record: KeyringRecord; integrity: Buffer } {
  const document = object(parseJson(bytes))
  const format = document?.['format']
  if (typeof format === 'number' && format > currentFormat) {
    throw new StorageError(
      'newer-version',
      `The keyring in ${place} has format ${String(format)}, which a newer Strongroom wrote; start that version`,
    )
  }
  const record = format === currentFormat ? readRecord(document) : undefined
  const integrity = base64(document?.['integrity'])
  if (record === undefined || integrity === undefined) throw damagedKeyring(place)
  return { record, integrity }
}

export function damagedKeyring(place: string): StorageError {
  return new StorageError(
    'damaged',
    `The keyring in ${place} is damaged or was altered; restore it from a backup`,
  )
}

/** In a fixed order, since the digest is over this text. */
function fields(record: KeyringRecord): object {
  const { rootCredential } = record
  return {
    format: currentFormat,
    id: record.id,
    createdAt: record.createdAt,
    masterKey: Object.fromEntries(
      Object.entries(record.masterKey).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    keys: Object.fromEntries(keyNames.map((name) => [name, record.keys[name].toString('base64')])),
    ...(rootCredential && {
      rootCredential: {
        accessKeyId: rootCredential.accessKeyId,
        secretAccessKey: rootCredential.secretAccessKey.toString('base64'),
      },
    }),
  }
}

function readRecord(document: Record<string, unknown> | undefined): KeyringRecord | undefined {
  if (document === undefined) return undefined
  const { id, createdAt } = document
  const masterKey = readParameters(document['masterKey'])
  const wrapped = object(document['keys'])
  const pageKey = base64(wrapped?.['pageKey'])
  const serviceKey = base64(wrapped?.['serviceKey'])
  const systemKey = base64(wrapped?.['systemKey'])
  if (typeof id !== 'string' || typeof createdAt !== 'string' || masterKey === undefined) {
    return undefined
  }
  if (pageKey === undefined || serviceKey === undefined || systemKey === undefined) return undefined
  const record = { id, createdAt, masterKey, keys: { pageKey, serviceKey, systemKey } }
  if (document['rootCredential'] === undefined) return record
  const credential = object(document['rootCredential'])
  const accessKeyId = credential?.['accessKeyId']
  const secretAccessKey = base64(credential?.['secretAccessKey'])
  if (typeof accessKeyId !== 'string' || secretAccessKey === undefined) return undefined
  return { ...record, rootCredential: { accessKeyId, secretAccessKey } }
}

function readParameters(value: unknown): MasterKeyParameters | undefined {
  const entries = Object.entries(object(value) ?? { invalid: undefined })
  const parameters: Record<string, string | number> = {}
  for (const [name, parameter] of entries) {
    if (typeof parameter !== 'string' && typeof parameter !== 'number') return undefined
    parameters[name] = parameter
  }
  return parameters
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function object(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function base64(value: unknown): Buffer | undefined {
  if (typeof value !== 'string') return undefined
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? bytes : undefined
}
