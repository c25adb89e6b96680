import { assert, Secret, type Random } from '../../base/index.ts'

/** `AKIA`: long-term, of a user or of root. `ASIA`: temporary. */
export type AccessKeyPrefix = 'AKIA' | 'ASIA'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** The top bit of the ten bytes marks the generation of ids that carry the account. */
const generation = 2 ** 47

/**
 * A new access key id in the cloud service's present layout: the prefix, then 16 characters of
 * base32 that hold one marker bit, 40 bits of the account id and 39 random bits. Tools that read the
 * account out of an id then work. Unique only by chance: whoever stores it checks that it is new.
 */
export function mintAccessKeyId(
  prefix: AccessKeyPrefix,
  accountId: string,
  random: Random,
): string {
  assert(/^[0-9]{12}$/.test(accountId), 'an account id has twelve digits')
  const chance = random.bytes(5)
  const bytes = Buffer.alloc(10)
  bytes.writeUIntBE(generation + Number(accountId) * 128 + (chance.readUInt8(4) & 0x7f), 0, 6)
  chance.copy(bytes, 6, 0, 4)
  return prefix + base32(bytes)
}

/** The account that an access key id carries; undefined for ids of the older generation and other texts. */
export function accountOfAccessKeyId(accessKeyId: string): string | undefined {
  if (accessKeyId.length !== 20) return undefined
  // The first ten characters after the prefix hold 50 bits: the 48 that matter and two more.
  let bits = 0
  for (let index = 4; index < 20; index++) {
    const value = alphabet.indexOf(accessKeyId.charAt(index))
    if (value < 0) return undefined
    if (index < 14) bits = bits * 32 + value
  }
  const number = Math.floor(bits / 4)
  if (number < generation) return undefined
  const account = Math.floor((number - generation) / 128)
  return account > 999_999_999_999 ? undefined : String(account).padStart(12, '0')
}

/** 40 characters of the base64 alphabet: 30 random bytes, so without padding. */
export function mintSecretAccessKey(random: Random): Secret {
  return new Secret(random.bytes(30).toString('base64'))
}

function base32(bytes: Buffer): string {
  let text = ''
  let value = 0
  let pending = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    pending += 8
    while (pending >= 5) {
      pending -= 5
      text += alphabet.charAt((value >> pending) & 31)
    }
  }
  return text
}
