import type { Principal } from '../principal.ts'
import type { Unit } from './choice.ts'
import type { Effort } from './effort.ts'

/** What principals are named, by kind; in each account also those that are not named. */
interface Names {
  readonly accounts: Set<string>
  readonly arns: Set<string>
  readonly ids: Set<string>
  readonly services: Set<string>
  readonly providers: Set<string>
}

/** Everybody whom the statements tell apart. Whoever is not named is made up. */
export function* callersOf(units: readonly Unit[], effort: Effort): Generator<Principal> {
  const names = namesIn(units)
  for (const account of names.accounts) {
    for (const caller of usersOf(account, names)) yield spent(caller, effort)
    for (const caller of sessionsOf(account, names)) yield spent(caller, effort)
    for (const caller of federatedOf(account, names)) yield spent(caller, effort)
    yield { kind: 'root', account, arn: `arn:aws:iam::${account}:root` }
  }
  for (const service of [...names.services, unnamed(names.services, 'other', '.amazonaws.com')]) {
    yield { kind: 'service', service }
  }
  for (const provider of [...names.providers, unnamed(names.providers, 'idp', '.example.com')]) {
    yield { kind: 'web-identity', arn: provider, provider }
  }
  yield { kind: 'anonymous' }
}

function spent(caller: Principal, effort: Effort): Principal {
  effort.spend()
  return caller
}

function namesIn(units: readonly Unit[]): Names {
  const names: Names = {
    accounts: new Set(),
    arns: new Set(),
    ids: new Set(),
    services: new Set(),
    providers: new Set(),
  }
  for (const { compiled } of units) {
    for (const entry of compiled.source.principals?.entries ?? []) {
      if (entry.type === 'account') names.accounts.add(entry.account)
      else if (entry.type === 'arn') {
        names.arns.add(entry.arn)
        names.accounts.add(accountOf(entry.arn))
      } else if (entry.type === 'id') names.ids.add(entry.id)
      else if (entry.type === 'service') names.services.add(entry.service)
      else if (entry.type === 'federated') names.providers.add(entry.provider)
    }
  }
  names.accounts.add(
    ['444455556666', '777788889999'].find(isNew(names.accounts)) ?? farAccount(names),
  )
  return names
}

function farAccount({ accounts }: Names): string {
  let number = 100_000_000_000
  while (accounts.has(String(number))) number += 1
  return String(number)
}

function isNew(names: ReadonlySet<string>): (name: string) => boolean {
  return (name) => !names.has(name)
}

function accountOf(arn: string): string {
  return arn.split(':', 5)[4] ?? ''
}

/** The named principals of an account whose resource part begins so. */
function named({ arns }: Names, account: string, kind: string): readonly string[] {
  return [...arns].filter((arn) => accountOf(arn) === account && lastPart(arn).startsWith(kind))
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

function* usersOf(account: string, names: Names): Generator<Principal> {
  const own = unnamed(names.arns, `arn:aws:iam::${account}:user/other`)
  for (const arn of [own, ...named(names, account, 'user/')]) {
    for (const id of idsOf(names, 'AIDA')) yield { kind: 'user', account, arn, id }
  }
}

function idsOf({ ids }: Names, prefix: string): readonly string[] {
  return [
    unnamed(ids, `${prefix}OTHEROTHEROTHER`),
    ...[...ids].filter((id) => id.startsWith(prefix)),
  ]
}

/** A session's ARN has the name of its role, without the path. */
function* sessionsOf(account: string, names: Names): Generator<Principal> {
  const sessions = named(names, account, 'assumed-role/')
  const roles = named(names, account, 'role/')
  const other = unnamed(names.arns, `arn:aws:iam::${account}:role/other`)
  for (const roleId of idsOf(names, 'AROA')) {
    for (const roleArn of [other, ...roles]) {
      const role = nameOf(roleArn)
      const base = `arn:aws:sts::${account}:assumed-role/${role}/`
      const arns = sessions.filter((arn) => lastPart(arn).split('/')[1] === role)
      for (const arn of [unnamed(names.arns, `${base}other`), ...arns]) {
        yield { kind: 'role-session', account, arn, roleArn, roleId }
      }
    }
    for (const arn of sessions) {
      const role = lastPart(arn).split('/')[1] ?? ''
      const roleArn = unnamed(names.arns, `arn:aws:iam::${account}:role/other/${role}`)
      yield { kind: 'role-session', account, arn, roleArn, roleId }
    }
  }
}

function* federatedOf(account: string, names: Names): Generator<Principal> {
  const own = unnamed(names.arns, `arn:aws:sts::${account}:federated-user/other`)
  for (const arn of [own, ...named(names, account, 'federated-user/')]) {
    for (const user of usersOf(account, names)) {
      if (user.kind !== 'user') continue
      yield { kind: 'federated-user', account, arn, userArn: user.arn, userId: user.id }
    }
  }
}

function unnamed(names: ReadonlySet<string>, stem: string, suffix = ''): string {
  if (!names.has(stem + suffix)) return stem + suffix
  for (let number = 1; ; number += 1) {
    const name = `${stem}${String(number)}${suffix}`
    if (!names.has(name)) return name
  }
}
