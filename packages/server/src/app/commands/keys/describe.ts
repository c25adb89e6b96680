import { guardOf } from '../../../security/keys/index.ts'
import { configurationError } from '../../exit.ts'
import { allKeys, allTables } from './inventory.ts'
import { print, withKeys, type OpenedKeys } from './opened.ts'

export function describeKeys(name: string, options: Record<string, unknown>): Promise<void> {
  return withKeys(options, async (opened) => {
    const account = options['account']
    const accountId = typeof account === 'string' ? account : opened.config.accountId
    const facts = name === 'master' ? masterFacts(opened) : await factsOf(opened, accountId, name)
    const lines = Object.entries(facts).map(([fact, value]) =>
      `${fact.padEnd(18)}${shown(value)}`.trimEnd(),
    )
    print(options, facts, lines)
  })
}

function masterFacts({ guardedBy, keyring, place }: OpenedKeys): object {
  const { check, key, mount, kdf, cost } = keyring.masterKey
  return {
    guardedBy,
    guard: guardOf(keyring.masterKey),
    ...(check === undefined ? {} : { check }),
    ...(key === undefined ? {} : { key }),
    ...(mount === undefined ? {} : { mount }),
    ...(kdf === undefined ? {} : { kdf, cost }),
    keyring: keyring.id,
    createdAt: keyring.createdAt,
    place,
  }
}

async function factsOf(opened: OpenedKeys, accountId: string, name: string): Promise<object> {
  const tables = await allTables(opened)
  const keys = await allKeys(opened, tables)
  const key = keys.find(
    (one) =>
      one.keyId === name ||
      name.endsWith(`:${one.accountId}:key/${one.keyId}`) ||
      (one.accountId === accountId && one.aliases.includes(name)),
  )
  if (key !== undefined) return key
  const table = tables.find((one) => one.accountId === accountId && one.name === name)
  if (table !== undefined) return table
  throw configurationError(
    `There is no KMS key and no table ${name} in account ${accountId}; strongroom keys list shows what there is`,
  )
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.join(', ')
  return String(value)
}
