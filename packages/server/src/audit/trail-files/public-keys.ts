import { createPublicKey, type KeyObject } from 'node:crypto'
import { fingerprintOf, publicKeyDer } from './digest.ts'
import { isObject, parse } from './log-file.ts'

/** The keys by which digests are checked, by the fingerprint that digests name them by. */
export type PublicKeys = ReadonlyMap<string, KeyObject>

/**
 * The keys of a file: the answer of ListPublicKeys as JSON, PEM, or DER. Undefined where it holds none.
 * Fingerprints are computed, so that a wrong one in the file has no effect.
 */
export function readPublicKeys(bytes: Buffer): Map<string, KeyObject> | undefined {
  const parsed = parse(bytes)
  const list = isObject(parsed) ? parsed['PublicKeyList'] : undefined
  const keys = Array.isArray(list)
    ? list.map((entry: unknown) => {
        const value = isObject(entry) ? entry['Value'] : undefined
        return typeof value === 'string' ? fromDer(Buffer.from(value, 'base64')) : undefined
      })
    : (pems(bytes) ?? [fromDer(bytes)])
  const found = keys.filter((key) => key !== undefined)
  if (found.length === 0 || found.length < keys.length) return undefined
  return new Map(found.map((key) => [fingerprintOf(publicKeyDer(key)), key]))
}

function pems(bytes: Buffer): (KeyObject | undefined)[] | undefined {
  const blocks = bytes
    .toString('latin1')
    .match(/-----BEGIN (RSA )?PUBLIC KEY-----[^]*?-----END (RSA )?PUBLIC KEY-----/g)
  return blocks?.map((block) => rsa(() => createPublicKey(block)))
}

function fromDer(key: Buffer): KeyObject | undefined {
  return (
    rsa(() => createPublicKey({ key, format: 'der', type: 'pkcs1' })) ??
    rsa(() => createPublicKey({ key, format: 'der', type: 'spki' }))
  )
}

function rsa(make: () => KeyObject): KeyObject | undefined {
  try {
    const key = make()
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}
