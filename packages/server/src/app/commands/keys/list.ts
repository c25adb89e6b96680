import { allKeys, allTables, columns, serviceDefault } from './inventory.ts'
import { print, withKeys } from './opened.ts'

/** Tables that are named in a line; the rest is counted. */
const named = 4

export function listKeys(options: Record<string, unknown>): Promise<void> {
  return withKeys(options, async (opened) => {
    const tables = await allTables(opened)
    const keys = await allKeys(opened, tables)
    const own = tables.filter(({ key }) => key === serviceDefault)
    const ownNames = own.map(({ accountId, name }) => `${accountId}/${name}`)
    const damaged = tables.filter(({ key }) => key === 'damaged')
    const { keyring, guardedBy, place } = opened
    print(
      options,
      {
        guardedBy,
        keyring: { id: keyring.id, createdAt: keyring.createdAt, place },
        serviceKey: { tables: ownNames },
        kmsKeys: keys,
        damagedTables: damaged.map(({ accountId, name }) => `${accountId}/${name}`),
      },
      [
        `Guarded by: ${guardedBy}`,
        `Keyring ${keyring.id} of ${keyring.createdAt}, in ${place}`,
        '',
        ...columns([
          ['ACCOUNT', 'KEY', 'STATE', 'KIND', 'ALIASES', 'TABLES'],
          ['-', serviceDefault, 'Enabled', 'AES-256', '-', shown(ownNames)],
          ...keys.map(({ accountId, keyId, state, spec, aliases, tables: under }) => [
            accountId,
            keyId,
            state,
            spec ?? '-',
            shown(aliases),
            shown(under),
          ]),
        ]),
        ...damaged.map(
          ({ accountId, name }) => `damaged: the record of table ${accountId}/${name}`,
        ),
      ],
    )
  })
}

function shown(names: readonly string[]): string {
  if (names.length === 0) return '-'
  const more = names.length - named
  return `${names.slice(0, named).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`
}
