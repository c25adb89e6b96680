/**
 * IAM's evaluation in plain lines: the twin of `security/policy`. It walks the documents themselves,
 * knows no indexes and no caches of decisions. Where AWS leaves a question open it decides as
 * `vectors/policy/README.md` says. Undefined stands for "cannot be told".
 */
export interface TwinStatement {
  Effect: 'Allow' | 'Deny'
  Principal?: '*' | { AWS: string[] }
  NotPrincipal?: { AWS: string[] }
  Action?: string[]
  NotAction?: string[]
  Resource?: string[]
  NotResource?: string[]
  Condition?: Record<string, Record<string, string[]>>
}

export interface TwinDocument {
  Version?: string
  Statement: TwinStatement[]
}

export type TwinContext = Readonly<Record<string, string | readonly string[]>>

export interface TwinCaller {
  readonly kind: 'root' | 'user' | 'role-session' | 'federated-user'
  readonly account: string
  readonly arn: string
  /** Of a session the role, of a federated user the user. */
  readonly issuerArn?: string
}

export interface TwinRequest {
  readonly caller: TwinCaller
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly context: TwinContext
}

export interface TwinPolicies {
  readonly identity?: TwinDocument[] | undefined
  readonly boundary?: TwinDocument[] | undefined
  readonly session?: TwinDocument[] | undefined
  readonly scp?: TwinDocument[][] | undefined
  readonly rcp?: TwinDocument[] | undefined
  readonly resource?: TwinDocument[] | undefined
  /** What `resource` is: a table's policy, a role's trust or a key's policy. */
  readonly resourceKind?: 'resource' | 'trust' | 'key' | undefined
  readonly endpoint?: TwinDocument[] | undefined
}

type Truth = boolean | undefined

/** `allow`, or the effect with the kind of policy that denies first. */
export function twinDecision(request: TwinRequest, policies: TwinPolicies): string {
  const { identity, boundary, session, scp = [], rcp, resource, endpoint } = policies
  const kind = resource === undefined ? 'resource' : (policies.resourceKind ?? 'resource')
  const bounded = boundary !== undefined
  const denies = (documents: TwinDocument[] | undefined): boolean =>
    says(documents, 'Deny', request, bounded) > 0
  const allows = (documents: TwinDocument[] | undefined): number =>
    says(documents, 'Allow', request, bounded)

  if (scp.some(denies)) return 'explicit-deny scp'
  if (denies(rcp)) return 'explicit-deny rcp'
  if (denies(resource)) return `explicit-deny ${kind}`
  if (denies(identity)) return 'explicit-deny identity'
  if (denies(boundary)) return 'explicit-deny boundary'
  if (denies(session)) return 'explicit-deny session'
  if (denies(endpoint)) return 'explicit-deny endpoint'

  if (scp.some((level) => allows(level) === 0)) return 'implicit-deny scp'
  if (endpoint !== undefined && allows(endpoint) === 0) return 'implicit-deny endpoint'
  const home = request.caller.account === request.resourceAccount
  const granted = allows(resource)
  if (granted === 0 && (!home || (resource !== undefined && kind !== 'resource'))) {
    return `implicit-deny ${kind}`
  }
  const alone = home ? granted : 0
  if (request.caller.kind !== 'root' && allows(identity) === 0 && alone < 2) {
    return 'implicit-deny identity'
  }
  if (alone === 3) return 'allow'
  if (bounded && allows(boundary) === 0) return 'implicit-deny boundary'
  if (session !== undefined && allows(session) === 0) return 'implicit-deny session'
  if (session === undefined && request.caller.kind === 'federated-user') {
    return 'implicit-deny session'
  }
  return 'allow'
}

/** How exactly the statements of that effect that apply name the caller: 0 (none applies) to 3. */
function says(
  documents: TwinDocument[] | undefined,
  effect: 'Allow' | 'Deny',
  request: TwinRequest,
  bounded: boolean,
): number {
  let most = 0
  for (const { Version, Statement } of documents ?? []) {
    for (const statement of Statement) {
      if (statement.Effect !== effect) continue
      const worth = names(statement, request.caller, bounded)
      const truth = applies(statement, request, Version === '2012-10-17')
      // What cannot be told denies, and does not allow.
      if (truth === true || (truth === undefined && effect === 'Deny')) most = Math.max(most, worth)
    }
  }
  return most
}

function names(statement: TwinStatement, caller: TwinCaller, bounded: boolean): number {
  const { Principal, NotPrincipal, Condition = {} } = statement
  const accountOf = (name: string): string => /^arn:aws:iam::(\d{12}):root$/.exec(name)?.[1] ?? name
  if (NotPrincipal !== undefined) {
    const listed = NotPrincipal.AWS.map(accountOf)
    const needed = [caller.account, ...(caller.kind === 'root' ? [] : [caller.arn])]
    if (caller.kind === 'role-session' && caller.issuerArn) needed.push(caller.issuerArn)
    if (listed.includes('*')) return bounded ? 3 : 0
    return !bounded && needed.every((name) => listed.includes(name)) ? 0 : 3
  }
  if (Principal === undefined) return 3
  const listed = Principal === '*' ? ['*'] : Principal.AWS.map(accountOf)
  if (caller.kind !== 'root' && listed.includes(caller.arn)) return 3
  if (listed.includes('*')) {
    const narrowed = Object.entries(Condition).some(
      ([operator, keys]) =>
        /^(Arn|String)(Equals|Like|EqualsIgnoreCase)$/.test(operator) &&
        Object.keys(keys).some((key) => key.toLowerCase() === 'aws:principalarn'),
    )
    return narrowed ? 3 : 2
  }
  if (caller.issuerArn !== undefined && listed.includes(caller.issuerArn)) return 2
  return listed.includes(caller.account) ? 1 : 0
}

function applies(statement: TwinStatement, request: TwinRequest, variables: boolean): Truth {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement
  const action = (pattern: string): boolean =>
    patternOf(pattern.toLowerCase()).test(request.action.toLowerCase())
  if (Action && !Action.some(action)) return false
  if (NotAction?.some(action) === true) return false
  const truths: Truth[] = []
  const resources = (Resource ?? NotResource ?? []).map((text) =>
    matchesArn(text, request.resource, request.context, variables),
  )
  if (Resource) truths.push(resources.includes(true))
  if (NotResource) {
    truths.push(resources.includes(true) ? false : resources.includes(undefined) ? undefined : true)
  }
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const [key, values] of Object.entries(keys)) {
      truths.push(holds(operator, key, values, request.context, variables))
    }
  }
  return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true
}

export function holds(
  name: string,
  key: string,
  values: readonly string[],
  context: TwinContext,
  variables: boolean,
): Truth {
  const given = lookUp(context, key)
  const present = typeof given === 'string' || (given !== undefined && given.length > 0)
  if (name === 'Null') return values.some((value) => (value.toLowerCase() === 'true') !== present)
  const [, set, operator = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? []
  const negated = /^(\w+?)Not|^Not/.test(operator)
  if (given === undefined || !present) {
    if (ifExists !== undefined || set === 'ForAllValues') return true
    return set === undefined && negated
  }
  const results = (typeof given === 'string' ? [given] : given).map((one): Truth => {
    const matched = values.map((value) =>
      compare(operator.replace('Not', ''), one, value, context, variables),
    )
    const any = matched.includes(true) ? true : matched.includes(undefined) ? undefined : false
    return any === undefined ? undefined : any !== negated
  })
  if (typeof given === 'string') return results[0]
  if (set === 'ForAllValues') {
    return results.includes(false) ? false : results.includes(undefined) ? undefined : true
  }
  if (set === 'ForAnyValue') {
    return results.includes(true) ? true : results.includes(undefined) ? undefined : false
  }
  return results.every((one) => one === results[0]) ? results[0] : undefined
}

function lookUp(context: TwinContext, key: string): string | readonly string[] | undefined {
  const found = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase())
  return found === undefined ? undefined : context[found]
}

/** One value of the request against one of the policy; undefined: the request's is not of the type. */
function compare(
  operator: string,
  given: string,
  wanted: string,
  context: TwinContext,
  variables: boolean,
): Truth {
  const order = (read: (text: string) => number): Truth => {
    const [a, b] = [read(given), read(wanted)]
    if (Number.isNaN(a)) return undefined
    if (operator.endsWith('LessThan')) return a < b
    if (operator.endsWith('LessThanEquals')) return a <= b
    if (operator.endsWith('GreaterThan')) return a > b
    return operator.endsWith('GreaterThanEquals') ? a >= b : a === b
  }
  if (operator.startsWith('Numeric')) return order(numberOf)
  if (operator.startsWith('Date')) return order(timeOf)
  if (operator === 'IpAddress') return inNetwork(given, wanted)
  if (operator === 'Bool') {
    const value = given.toLowerCase()
    return value === 'true' || value === 'false' ? value === wanted.toLowerCase() : undefined
  }
  if (operator.startsWith('Arn')) {
    if (given.split(':').length < 6 || !given.startsWith('arn:')) return undefined
    return matchesArn(wanted, given, context, variables) === true
  }
  const text = fill(wanted, context, variables)
  if (text === undefined) return false
  if (operator === 'StringLike') return patternOf(text).test(given)
  const plain = text.replaceAll(literal, '')
  return operator === 'StringEqualsIgnoreCase'
    ? plain.toLowerCase() === given.toLowerCase()
    : plain === given
}

function numberOf(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
}

function timeOf(text: string): number {
  if (/^(?!\d{4}$)\d{1,12}$/.test(text)) return Number(text) * 1000
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text) ? Date.parse(text) : NaN
}

function inNetwork(given: string, wanted: string): Truth {
  const address = addressOf(given)
  const [network = '', length = '32'] = wanted.split('/')
  const size = 2 ** (32 - Number(length))
  if (Number.isNaN(address)) return undefined
  return Math.floor(address / size) === Math.floor(addressOf(network) / size)
}

function addressOf(text: string): number {
  if (!/^\d+(\.\d+){3}$/.test(text)) return NaN
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

/** Marks a character that came out of a variable: it is no wildcard, nor a colon that parts an ARN. */
const literal = '\u0001'

/** Replaces variables; undefined when one has no value. */
function fill(text: string, context: TwinContext, variables: boolean): string | undefined {
  if (!variables) return text
  let missing = false
  const filled = text.replace(
    /\$\{(?:([*?$])|([^},]+?)(?:, '([^']*)')?)\}/g,
    (_, escaped: string | undefined, key: string | undefined, fallback: string | undefined) => {
      if (escaped !== undefined) return literal + escaped
      const value = lookUp(context, key ?? '')
      const found = typeof value === 'string' ? value : fallback
      if (found === undefined) missing = true
      return (found ?? '').replace(/[^]/g, `${literal}$&`)
    },
  )
  return missing ? undefined : filled
}

/** Regular expressions by the text that they were made from: only to spare the test a minute. */
const patterns = new Map<string, RegExp>()

/** A pattern with `*` and `?` as a regular expression over the whole text. */
function patternOf(text: string): RegExp {
  const known = patterns.get(text)
  if (known !== undefined) return known
  let source = ''
  for (let at = 0; at < text.length; at++) {
    const marked = text[at] === literal
    if (marked) at++
    const character = text.charAt(at)
    if (!marked && character === '*') source += '[^]*'
    else if (!marked && character === '?') source += '[^]'
    else source += character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  }
  const made = new RegExp(`^${source}$`)
  patterns.set(text, made)
  return made
}

function matchesArn(
  wanted: string,
  given: string,
  context: TwinContext,
  variables: boolean,
): Truth {
  if (wanted === '*') return true
  if (!given.startsWith('arn:')) return false
  const text = fill(wanted, context, variables)
  if (text === undefined) return undefined
  if (/^\$\{[^}]+\}$/.test(wanted) && variables) return text.replaceAll(literal, '') === given
  const want = partsOf(text)
  return partsOf(given).every((part, index) => patternOf(want[index] ?? '').test(part))
}

/** The six parts of an ARN, parted at colons that did not come out of a variable. */
function partsOf(text: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const marked = text[at] === literal
    const piece = marked ? text.slice(at, at + 2) : text.charAt(at)
    if (marked) at++
    if (piece === ':' && parts.length < 6) parts.push('')
    else parts.push((parts.pop() ?? '') + piece)
  }
  return parts
}
