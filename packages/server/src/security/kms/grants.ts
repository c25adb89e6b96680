import type { Clock, Random } from '../../base/index.ts'
import { openSealed, seal } from '../keys/index.ts'
import { grantRows } from './grant-rows.ts'
import type { GrantConstraints, GrantRecord } from './key-record.ts'
import { kind, principalMark, rowKey, type KmsRows } from './rows.ts'

export interface GrantStoreDeps {
  readonly rows: KmsRows
  readonly clock: Clock
  readonly random: Random
  /** 32 bytes; seals grant tokens. */
  readonly tokenKey: Buffer
}

/** What a grant token tells. */
export type GrantReference = Pick<GrantRecord, 'accountId' | 'keyId' | 'grantId'>

const tokenContext = { purpose: 'kms grant token' }
/** Grants that one decision looks at: a principal rarely has more than a few on a key. */
const consulted = 1000

/** The grants of all keys. They are in force as soon as they are stored. */
export class GrantStore {
  readonly #deps: GrantStoreDeps

  constructor(deps: GrantStoreDeps) {
    this.#deps = deps
  }

  /** A grant with the same name and content is answered again, not made twice. */
  async create(grant: Omit<GrantRecord, 'grantId' | 'createdAt'>): Promise<GrantRecord> {
    const { rows, clock, random } = this.#deps
    if (grant.name !== undefined) {
      const same = await this.of(grant.accountId, grant.keyId, [grant.grantee])
      const found = same.find((other) => sameGrant(other, grant))
      if (found !== undefined) return found
    }
    const made: GrantRecord = {
      ...grant,
      grantId: random.bytes(32).toString('hex'),
      createdAt: clock.now(),
    }
    await rows.commit(
      [],
      grantRows(made).map((key) => rows.write(made.accountId, key, made)),
    )
    return made
  }

  async find(reference: GrantReference): Promise<GrantRecord | undefined> {
    const { accountId, keyId, grantId } = reference
    const key = rowKey(kind.grant, accountId, keyId, grantId)
    return (await this.#deps.rows.get<GrantRecord>(accountId, key))?.value
  }

  async remove(grant: GrantRecord): Promise<void> {
    await this.#deps.rows.commit(
      [],
      grantRows(grant).map((key) => ({ key, value: undefined })),
    )
  }

  /** The grants of a key for any of these principals. */
  async of(accountId: string, keyId: string, grantees: readonly string[]): Promise<GrantRecord[]> {
    const found: GrantRecord[] = []
    for (const grantee of grantees) {
      const prefix = rowKey(kind.grantee, accountId, keyId, principalMark(grantee))
      const grants = await this.#deps.rows.list<GrantRecord>(
        accountId,
        prefix,
        undefined,
        consulted,
      )
      found.push(...grants.map(({ value }) => value))
    }
    return found
  }

  /** The grants of a key in the order of their ids. */
  async list(
    accountId: string,
    keyId: string,
    after: string | undefined,
    limit: number,
  ): Promise<GrantRecord[]> {
    const prefix = rowKey(kind.grant, accountId, keyId)
    const grants = await this.#deps.rows.list<GrantRecord>(accountId, prefix, after, limit)
    return grants.map(({ value }) => value)
  }

  /** The grants of an account's keys that a principal may retire. `after` is key id and grant id. */
  async retirable(
    accountId: string,
    principal: string,
    after: string | undefined,
    limit: number,
  ): Promise<GrantRecord[]> {
    const prefix = rowKey(kind.retiring, accountId, principalMark(principal))
    const grants = await this.#deps.rows.list<GrantRecord>(accountId, prefix, after, limit)
    return grants.map(({ value }) => value)
  }

  /** Another text each time, for the same grant. */
  token(grant: GrantRecord): string {
    const { accountId, keyId, grantId } = grant
    const text = Buffer.from(JSON.stringify([accountId, keyId, grantId]))
    return seal(this.#deps.tokenKey, text, tokenContext, this.#deps.random).toString('base64')
  }

  /** Undefined for a text that is no token of ours. */
  readToken(token: string): GrantReference | undefined {
    const text = openSealed(this.#deps.tokenKey, Buffer.from(token, 'base64'), tokenContext)
    if (text === undefined) return undefined
    const [accountId, keyId, grantId] = JSON.parse(text.toString()) as [string, string, string]
    return { accountId, keyId, grantId }
  }
}

/**
 * Whether the grant permits an operation with this encryption context; of an operation without one,
 * constraints do not speak.
 */
export function grantPermits(
  grant: Pick<GrantRecord, 'operations' | 'constraints'>,
  operation: string,
  context: Readonly<Record<string, string>> | undefined,
): boolean {
  if (!grant.operations.includes(operation)) return false
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } =
    grant.constraints ?? {}
  if (subset === undefined && equals === undefined) return true
  if (unconstrained.has(operation)) return true
  const given = context ?? {}
  if (subset !== undefined && !holdsAll(given, subset)) return false
  return equals === undefined || (holdsAll(given, equals) && holdsAll(equals, given))
}

/**
 * Whether a grant that holds CreateGrant permits to make this one: it may permit nothing that the first
 * does not, in no wider terms.
 */
export function grantPermitsChild(
  grant: Pick<GrantRecord, 'operations' | 'constraints'>,
  child: {
    readonly operations: readonly string[]
    readonly constraints: GrantConstraints | undefined
  },
): boolean {
  if (!grant.operations.includes('CreateGrant')) return false
  const narrower = child.operations.every((operation) => grant.operations.includes(operation))
  return narrower && constrainsAtLeast(child.constraints, grant.constraints)
}

const unconstrained = new Set(['DescribeKey', 'RetireGrant'])

/** Whether what `wider` permits, in terms of context, includes all that `narrower` permits. */
export function constrainsAtLeast(
  narrower: GrantConstraints | undefined,
  wider: GrantConstraints | undefined,
): boolean {
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = wider ?? {}
  const { SourceArn: source } = wider ?? {}
  if (source !== undefined && narrower?.SourceArn !== source) return false
  const own = narrower?.EncryptionContextEquals ?? narrower?.EncryptionContextSubset
  if (subset !== undefined && !holdsAll(own ?? {}, subset)) return false
  if (equals === undefined) return true
  const exact = narrower?.EncryptionContextEquals
  return exact !== undefined && holdsAll(exact, equals) && holdsAll(equals, exact)
}

function holdsAll(
  context: Readonly<Record<string, string>>,
  pairs: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(pairs).every(
    ([name, value]) => Object.hasOwn(context, name) && context[name] === value,
  )
}

function sameGrant(one: GrantRecord, other: Omit<GrantRecord, 'grantId' | 'createdAt'>): boolean {
  const facts = (grant: typeof other): string =>
    JSON.stringify([
      grant.name,
      grant.grantee,
      grant.granteeId,
      grant.retiring,
      grant.retiringId,
      [...grant.operations].sort(),
      grant.constraints,
      grant.issuer,
    ])
  return facts(one) === facts(other)
}
