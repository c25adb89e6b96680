/** Members of answers and requests that hold a secret, or what a secret is made of. */
const secretMember =
  /secret|password|passphrase|token|private|plaintext|ciphertext|seed|qrcode|signature|authorization|assertion|keymaterial/i

/** Members whose names look secret but are none. */
const openMember =
  /^(NextToken|PasswordLastUsed|PasswordEnabled|SessionTokenVersion|.*Count|.*Quota|GlobalEndpointTokenVersion|AccountPasswordPresent)$/

/** JSON of an answer in which no secret can be: by the names of members, and no bytes at all. */
export function redacted(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => {
    if (name === '$metadata') return undefined
    if (secretMember.test(name) && !openMember.test(name) && member !== undefined) return '[secret]'
    if (member instanceof Uint8Array) return `[${String(member.length)} bytes]`
    if (isBufferJson(member)) return `[${String(member.data.length)} bytes]`
    return member
  })
}

/** What `Buffer.toJSON` makes before a replacer sees it. */
function isBufferJson(value: unknown): value is { data: readonly number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value &&
    Array.isArray(value.data)
  )
}
