import type { CloudTrailRecord } from '../../audit/index.ts'
import { limits } from '../../base/index.ts'
import { parameter, resourceOf, slot, textParameter, type Memory } from '../events/index.ts'
import type { PolicyChange } from './policy-change.ts'

/** The latest grants of a key as policy documents, by their ids. */
type Grants = Readonly<Record<string, string>>

const grants = slot<Grants>('grants')

/**
 * What a grant of KMS permits that no other grant of the key does. The key's policy is not looked at: it may permit the
 * same already, or deny it. Grants that were there before alerts were first raised are not known.
 */
export async function grantChanges(
  memory: Memory,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  const key = resourceOf(record, 'AWS::KMS::Key', 'keyId')
  const before = (await memory.get(grants, key)) ?? {}
  const keep = (documents: Grants): void => {
    const latest = Object.entries(documents).slice(-limits.alertGrants)
    memory.put(grants, key, latest.length === 0 ? undefined : Object.fromEntries(latest))
  }
  if (record.eventName !== 'CreateGrant') {
    const gone = textParameter(record, 'grantId')
    // One that is retired by its token is not named: rather tell again what others permit too.
    const left = Object.entries(before).filter(([id]) => gone !== undefined && id !== gone)
    keep(Object.fromEntries(left))
    return []
  }
  // Made for a table by the server itself, with the table.
  if (record.userIdentity.invokedBy !== undefined) return []
  const id = record.responseElements?.['grantId']
  const after = {
    ...before,
    [typeof id === 'string' ? id : record.eventID]: documentOf(record, key),
  }
  keep(after)
  const texts = (all: Grants) => ({
    policies: Object.entries(all).map(([name, text]) => ({ id: `grant ${name}`, document: text })),
  })
  const shownAs = { kind: 'grant' }
  return [{ kind: 'key', subject: key, before: texts(before), after: texts(after), shownAs }]
}

/** Which operations a grant permits whatever the encryption context. */
const unconstrained = ['DescribeKey', 'RetireGrant']

function documentOf(record: CloudTrailRecord, key: string): string {
  const operations = parameter(record, 'operations')
  const all = Array.isArray(operations) ? operations.map(String) : []
  const service = textParameter(record, 'granteeServicePrincipal')
  const Principal =
    service === undefined
      ? { AWS: textParameter(record, 'granteePrincipal') ?? '' }
      : { Service: service }
  const Condition = conditionOf(record)
  const free = Condition === undefined ? all : all.filter((each) => unconstrained.includes(each))
  const bound = all.filter((each) => !free.includes(each))
  const statement = (names: readonly string[], more: object) => ({
    Effect: 'Allow',
    Principal,
    Action: names.map((name) => `kms:${name}`),
    Resource: key,
    ...more,
  })
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      ...(free.length === 0 ? [] : [statement(free, {})]),
      ...(bound.length === 0 ? [] : [statement(bound, { Condition })]),
    ],
  })
}

interface Constraints {
  readonly encryptionContextSubset?: Readonly<Record<string, string>>
  readonly encryptionContextEquals?: Readonly<Record<string, string>>
  readonly sourceArn?: string
}

/** Undefined: there are no constraints. */
function conditionOf(record: CloudTrailRecord): object | undefined {
  const constraints = (parameter(record, 'constraints') ?? {}) as Constraints
  const {
    encryptionContextSubset: subset,
    encryptionContextEquals: equals,
    sourceArn,
  } = constraints
  const pairs = Object.entries(equals ?? subset ?? {})
  if (pairs.length === 0 && equals === undefined && sourceArn === undefined) return undefined
  const texts = [
    ...pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, literal(value)]),
    ...(sourceArn === undefined ? [] : [['aws:SourceArn', literal(sourceArn)]]),
  ]
  const StringEquals = Object.fromEntries(texts) as object
  if (equals === undefined) return { StringEquals }
  const names = pairs.map(([name]) => literal(name))
  return { StringEquals, 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': names } }
}

/** The variable that stands for the sign by which variables begin. */
const dollar = ['$', '{$}'].join('')

/** In a grant nothing is a variable. */
function literal(text: string): string {
  return text.split('$').join(dollar)
}
