import type { Listed, Policy, PrincipalName, Statement } from '../../../security/policy/index.ts'

/**
 * The form in which the service gives a policy back: minified, the elements in one order, accounts as
 * their root's ARN, lists of one entry as that entry. Two documents of one meaning and order are
 * then one text.
 */
export function canonicalPolicy({ version, id, statements }: Policy): string {
  return JSON.stringify({ Version: version, Id: id, Statement: statements.map(statementOf) })
}

function statementOf(statement: Statement): object {
  const { sid, effect, principals, actions, resources, conditions } = statement
  const grouped: Record<string, Record<string, string | readonly string[]>> = {}
  for (const { qualifier, operator, ifExists, key, values } of conditions) {
    const name = `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`
    grouped[name] = { ...grouped[name], [key]: single(values) }
  }
  return {
    Sid: sid,
    Effect: effect,
    ...element('Principal', principals, principalsOf),
    ...element('Action', actions, single),
    ...element('Resource', resources, single),
    Condition: conditions.length > 0 ? grouped : undefined,
  }
}

function element<T>(
  name: string,
  listed: Listed<T> | undefined,
  form: (entries: readonly T[]) => unknown,
): object {
  if (listed === undefined) return {}
  return { [listed.negated ? `Not${name}` : name]: form(listed.entries) }
}

function principalsOf(entries: readonly PrincipalName[]): unknown {
  if (entries.length === 1 && entries[0]?.type === 'everyone') return '*'
  const types: Record<string, string[]> = {}
  for (const entry of entries) (types[typeOf(entry)] ??= []).push(nameOf(entry))
  return Object.fromEntries(Object.entries(types).map(([type, names]) => [type, single(names)]))
}

function typeOf({ type }: PrincipalName): string {
  if (type === 'service') return 'Service'
  return type === 'federated' ? 'Federated' : 'AWS'
}

function nameOf(entry: PrincipalName): string {
  switch (entry.type) {
    case 'everyone':
      return '*'
    case 'account':
      return `arn:aws:iam::${entry.account}:root`
    case 'arn':
      return entry.arn
    case 'id':
      return entry.id
    case 'service':
      return entry.service
    case 'federated':
      return entry.provider
  }
}

function single(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values
}
