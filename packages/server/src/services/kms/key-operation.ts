import { ApiError, keyUnavailable, kmsError } from '../../errors/index.ts'
import {
  MaterialLostError,
  stateRefusal,
  type KeyRecord,
  type Kms,
  type StateRule,
} from '../../security/kms/index.ts'
import type { PrincipalDirectory } from '../../security/policy/index.ts'
import type { Conditions, Operation, RequestContext } from '../operation.ts'
import { keyArn } from './arns.ts'
import type { GrantTerms, KeyAuthority, KeyRequest } from './authority.ts'
import { resolveKey, type Naming } from './resolve-key.ts'

export interface KmsDeps {
  readonly kms: Kms
  readonly authority: KeyAuthority
  readonly principals: PrincipalDirectory
}

/** The pairs that a ciphertext is bound to. */
export type EncryptionContext = Readonly<Record<string, string>>

export interface KeyOperation<Input> {
  readonly name: string
  readonly inputShape: string
  readonly naming: Naming
  readonly states: StateRule
  /** The IAM action, where it is not the operation's name. */
  readonly action?: string
  /** Checks that need no stored state. Pure. */
  prepare?(input: Input): void
  /** Condition keys that only this operation has. */
  conditions?(input: Input, key: KeyRecord): Conditions
  /** Set where grants speak of the operation: the encryption context that they are held against. */
  grantContext?(input: Input): EncryptionContext | undefined
  /** Of CreateGrant: the terms of the grant that is to be made. */
  childGrant?(input: Input): GrantTerms
  /** What the key must be for, or able to do. Throws an ApiError. */
  suits?(key: KeyRecord, input: Input, arn: string): void
  run(deps: KmsDeps, key: KeyRecord, input: Input, context: RequestContext): Promise<object>
}

/**
 * An operation on the one key that its input names. The key's own policy decides, so its access is
 * judged here, after the key was found and before anything of it is told; `accesses` has nothing to
 * ask. A name that does not exist is told apart from one that is denied, as KMS does.
 */
export function keyOperation<
  Input extends { readonly KeyId: string; readonly DryRun?: boolean | undefined },
>(operation: KeyOperation<Input>): Operation<KmsDeps, Input, Input, object> {
  return {
    name: operation.name,
    inputShape: operation.inputShape,
    prepare(input) {
      operation.prepare?.(input)
      return input
    },
    accesses: () => [],
    async run(deps, input, context) {
      const { key, alias } = await resolveKey(deps.kms, context, input.KeyId, operation.naming)
      await useKey(deps, context, {
        key,
        alias,
        action: operation.action ?? operation.name,
        states: operation.states,
        conditions: operation.conditions?.(input, key) ?? {},
        ...grantOf(operation, input),
      })
      operation.suits?.(key, input, keyArn(context.region, key))
      checkDryRun(input)
      return guarded(() => operation.run(deps, key, input, context))
    },
  }
}

function grantOf<Input>(operation: KeyOperation<Input>, input: Input): Pick<KeyUse, 'grant'> {
  if (operation.childGrant !== undefined) {
    return { grant: { context: undefined, child: operation.childGrant(input) } }
  }
  if (operation.grantContext === undefined) return {}
  return { grant: { context: operation.grantContext(input) } }
}

export interface KeyUse {
  /** `dynamodb`: the service that asks with the caller's rights. */
  readonly via?: string
  readonly key: KeyRecord
  readonly alias?: string | undefined
  readonly action: string
  readonly states: StateRule
  readonly conditions: Conditions
  readonly grant?: KeyRequest['grant']
}

/** Authorizes the use of a key, then judges its state. Throws an ApiError. */
export async function useKey(
  { authority }: Pick<KmsDeps, 'authority'>,
  context: RequestContext,
  { key, alias, action, states, conditions, grant, via }: KeyUse,
): Promise<void> {
  await authority.authorize(context, {
    key,
    action,
    conditions: {
      ...conditions,
      ...(alias === undefined ? {} : { 'kms:RequestAlias': alias }),
      ...(grant === undefined || grant.child !== undefined ? {} : contextConditions(grant.context)),
    },
    ...(grant === undefined ? {} : { grant }),
    ...(via === undefined ? {} : { via }),
  })
  const refused = stateRefusal(key, keyArn(context.region, key), states)
  if (refused !== undefined) throw kmsError(refused.code, refused.message)
}

/** `kms:EncryptionContext:<key>` for each pair, and their names. */
export function contextConditions(context: EncryptionContext | undefined): Conditions {
  const pairs = Object.entries(context ?? {})
  return {
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    'kms:EncryptionContextKeys': pairs.map(([name]) => name),
  }
}

export function checkDryRun(input: { readonly DryRun?: boolean | undefined }): void {
  if (input.DryRun !== true) return
  throw kmsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  )
}

/** Material that does not open is the server's fault, and named as KMS names it. */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MaterialLostError) throw keyUnavailable(error.message)
    throw error
  }
}

/** The key after a change. One that was deleted meanwhile was never there. */
export function changed(key: KeyRecord | undefined, named: string): KeyRecord {
  if (key === undefined) throw kmsError('NotFoundException', `Key '${named}' does not exist`)
  return key
}

export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code
}
