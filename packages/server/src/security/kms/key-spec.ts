/** What a key may be used for, as KMS names it. */
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC'

/** The kind of key material, and what it can do. */
export interface SpecFacts {
  readonly kind: 'symmetric' | 'hmac' | 'rsa' | 'ec' | 'ed25519'
  readonly usages: readonly KeyUsage[]
  /** Bytes of secret keys, bits of an RSA modulus. */
  readonly size: number
  /** As OpenSSL names it. */
  readonly curve?: string
  readonly encryption: readonly string[]
  readonly signing: readonly string[]
  readonly macs: readonly string[]
}

const none = { encryption: [], signing: [], macs: [] }
const rsaSigning = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
]

function hmac(bits: number): SpecFacts {
  const macs = [`HMAC_SHA_${String(bits)}`]
  return { ...none, kind: 'hmac', usages: ['GENERATE_VERIFY_MAC'], size: bits / 8, macs }
}

function rsa(bits: number): SpecFacts {
  return {
    kind: 'rsa',
    usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
    size: bits,
    encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
    signing: rsaSigning,
    macs: [],
  }
}

function ec(curve: string, hash: number): SpecFacts {
  const signing = [`ECDSA_SHA_${String(hash)}`]
  return { ...none, kind: 'ec', usages: ['SIGN_VERIFY'], size: 0, curve, signing }
}

/** The specs of keys that this server makes; a Map, since it is asked with a client's words. */
export const keySpecs: ReadonlyMap<string, SpecFacts> = new Map<string, SpecFacts>([
  [
    'SYMMETRIC_DEFAULT',
    {
      ...none,
      kind: 'symmetric',
      usages: ['ENCRYPT_DECRYPT'],
      size: 32,
      encryption: ['SYMMETRIC_DEFAULT'],
    },
  ],
  ['HMAC_224', hmac(224)],
  ['HMAC_256', hmac(256)],
  ['HMAC_384', hmac(384)],
  ['HMAC_512', hmac(512)],
  ['RSA_2048', rsa(2048)],
  ['RSA_3072', rsa(3072)],
  ['RSA_4096', rsa(4096)],
  ['ECC_NIST_P256', ec('prime256v1', 256)],
  ['ECC_NIST_P384', ec('secp384r1', 384)],
  ['ECC_NIST_P521', ec('secp521r1', 512)],
  ['ECC_SECG_P256K1', ec('secp256k1', 256)],
  [
    'ECC_NIST_EDWARDS25519',
    { ...none, kind: 'ed25519', usages: ['SIGN_VERIFY'], size: 0, signing: ['ED25519_SHA_512'] },
  ],
])
