/**
 * Members that no record shows, at whatever depth: keys and their seeds, tokens that are good by
 * themselves, plaintexts and ciphertexts.
 */
const never = new Set([
  'SecretAccessKey',
  'SessionToken',
  'Password',
  'Base32StringSeed',
  'QRCodePNG',
  'GrantToken',
  'GrantTokens',
  'Plaintext',
  'PrivateKeyPlaintext',
  'CiphertextBlob',
  'CiphertextForRecipient',
  'PrivateKeyCiphertextBlob',
  'ResponseMetadata',
])

/** Members that map names of the client's choice to texts: those names stay as they are. */
const verbatim = new Set([
  'ExpressionAttributeNames',
  'EncryptionContext',
  'SourceEncryptionContext',
  'DestinationEncryptionContext',
  'EncryptionContextSubset',
  'EncryptionContextEquals',
])

const timeMember = /(?:Date|DateTime|Time|ValidTo|Expiration)$/
/** Levels of a parameter that are shown: no operation has more. */
const deepest = 12

/** Members by the names that CloudTrail gives them: `TableName` is `tableName`, `SSESpecification` `sSESpecification`. */
export function shownMembers(
  value: Readonly<Record<string, unknown>>,
  members: readonly string[],
): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const member of members) {
    if (Object.hasOwn(value, member)) add(shown, member, value[member], 0)
  }
  return shown
}

/** A value with all that is in it renamed likewise. */
export function shownValue(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object') return value
  if (depth > deepest) return undefined
  if (Array.isArray(value)) return value.map((each) => shownValue(each, depth + 1))
  if (value instanceof Date) return shownTime(value.getTime())
  if (!isPlain(value)) return undefined
  const shown: Record<string, unknown> = {}
  for (const [member, each] of Object.entries(value)) add(shown, member, each, depth)
  return shown
}

export function lowerFirst(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1)
}

function add(shown: Record<string, unknown>, member: string, value: unknown, depth: number): void {
  if (value === undefined || never.has(member)) return
  shown[lowerFirst(member)] = shownMember(member, value, depth)
}

function shownMember(member: string, value: unknown, depth: number): unknown {
  if (typeof value === 'number' && value > 1e8 && timeMember.test(member)) {
    return shownTime(value * 1000)
  }
  if (verbatim.has(member)) return value
  return shownValue(value, depth + 1)
}

/** What carries data (bytes, stored items) has a prototype of its own, and is never shown. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const timeFormat = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
})

/** `Jul 18, 2023, 4:07:39 PM` */
function shownTime(ms: number): string {
  return timeFormat.format(ms).replaceAll('\u202f', ' ')
}
