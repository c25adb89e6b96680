import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { assert } from '../../base/index.ts'
import type { SpecFacts } from './key-spec.ts'

export interface KeyPairBytes {
  /** PKCS #8, DER. The caller erases it. */
  readonly privateKey: Buffer
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer
}

const generate = promisify(generateKeyPair)

export async function makeKeyPair(spec: SpecFacts): Promise<KeyPairBytes> {
  switch (spec.kind) {
    case 'rsa':
      return exported(await generate('rsa', { modulusLength: spec.size }))
    case 'ec':
      return exported(await generate('ec', { namedCurve: spec.curve ?? '' }))
    default:
      assert(spec.kind === 'ed25519', 'a key pair is asymmetric')
      return exported(await generate('ed25519'))
  }
}

function exported(pair: { publicKey: KeyObject; privateKey: KeyObject }): KeyPairBytes {
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
  }
}

/** Undefined where the ciphertext does not open. */
export function decryptWithPrivateKey(
  privateKey: Buffer,
  algorithm: string,
  ciphertext: Buffer,
): Buffer | undefined {
  try {
    return privateDecrypt({ key: readPrivate(privateKey), ...oaep(algorithm) }, ciphertext)
  } catch {
    return undefined
  }
}

/** Undefined where the message is too long for the key. */
export function encryptWithPublicKey(
  publicKey: Buffer,
  algorithm: string,
  message: Buffer,
): Buffer | undefined {
  try {
    return publicEncrypt({ key: readPublic(publicKey), ...oaep(algorithm) }, message)
  } catch {
    return undefined
  }
}

export function signMessage(privateKey: Buffer, algorithm: string, message: Buffer): Buffer {
  const { hash, options } = signing(algorithm)
  return sign(hash, message, { key: readPrivate(privateKey), ...options })
}

export function verifySignature(
  publicKey: Buffer,
  algorithm: string,
  message: Buffer,
  signature: Buffer,
): boolean {
  const { hash, options } = signing(algorithm)
  return verify(hash, message, { key: readPublic(publicKey), ...options }, signature)
}

/** SubjectPublicKeyInfo of a private key. Throws for what is none. */
export function publicKeyOf(privateKey: Buffer): Buffer {
  return createPublicKey(readPrivate(privateKey)).export({ type: 'spki', format: 'der' })
}

function readPrivate(key: Buffer): KeyObject {
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function readPublic(key: Buffer): KeyObject {
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

function oaep(algorithm: string) {
  return {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256',
  }
}

function signing(algorithm: string): { hash: string | null; options: object } {
  if (algorithm === 'ED25519_SHA_512') return { hash: null, options: {} }
  const hash = `sha${algorithm.slice(-3)}`
  if (algorithm.startsWith('ECDSA')) return { hash, options: { dsaEncoding: 'der' } }
  if (algorithm.startsWith('RSASSA_PSS')) {
    return {
      hash,
      options: {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      },
    }
  }
  return { hash, options: { padding: constants.RSA_PKCS1_PADDING } }
}
