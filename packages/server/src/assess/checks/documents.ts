/** A statement of a policy, each member a list. */
export interface Statement {
  readonly effect: string
  /** `*`, or ARNs, accounts and services. */
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  /** `Bool aws:SecureTransport` to its values. */
  readonly conditions: ReadonlyMap<string, readonly string[]>
}

/** The statements of a policy document, which IAM answers with percent signs; none of what is no policy. */
export function statementsOf(document: string | undefined): readonly Statement[] {
  if (document === undefined || document === '') return []
  let parsed: unknown
  try {
    parsed = JSON.parse(document.startsWith('%') ? decodeURIComponent(document) : document)
  } catch {
    return []
  }
  return listOf(memberOf(parsed, 'Statement')).map((one) => ({
    effect: String(memberOf(one, 'Effect')),
    principals: principalsOf(memberOf(one, 'Principal')),
    actions: texts(memberOf(one, 'Action')),
    notActions: texts(memberOf(one, 'NotAction')),
    resources: texts(memberOf(one, 'Resource')),
    conditions: conditionsOf(memberOf(one, 'Condition')),
  }))
}

/** Whether a statement speaks of an action. */
export function namesAction({ actions, notActions }: Statement, action: string): boolean {
  if (notActions.length > 0) return !notActions.some((pattern) => matches(pattern, action))
  return actions.some((pattern) => matches(pattern, action))
}

/** Allows everybody, or everything, without a condition that narrows it. */
export function isOpen({ effect, principals, conditions }: Statement): boolean {
  return effect === 'Allow' && principals.includes('*') && conditions.size === 0
}

/** Denies what comes without TLS. */
export function requiresTls({ effect, conditions }: Statement): boolean {
  if (effect !== 'Deny') return false
  return [...conditions].some(
    ([name, values]) => /^Bool\w* aws:SecureTransport$/i.test(name) && values.includes('false'),
  )
}

/** Accounts that principals name: of ARNs, and as they are. */
export function accountsOf(principals: readonly string[]): readonly string[] {
  const named = principals.map((one) => /^(?:arn:aws:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(one)?.[1])
  return [...new Set(named.filter((one) => one !== undefined))]
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'is').test(text)
}

function principalsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}

function conditionsOf(value: unknown): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  if (typeof value !== 'object' || value === null) return found
  for (const [operator, keys] of Object.entries(value as Record<string, object>)) {
    for (const [key, values] of Object.entries(keys)) found.set(`${operator} ${key}`, texts(values))
  }
  return found
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

function texts(value: unknown): readonly string[] {
  return listOf(value).map((one) => String(one))
}
