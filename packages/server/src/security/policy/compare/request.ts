import type { Principal, Worth } from '../principal.ts'
import type { RequestContext } from '../context.ts'
import type { Asking } from './choose-caller.ts'
import type { KeyValue } from './key-readings.ts'
import type { KnownKeys } from './known.ts'
import type { Path } from './search.ts'

/** What one choice says of a request. */
export type Facet =
  | { readonly kind: 'caller'; readonly asking: Asking }
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'resource'; readonly resource: string }
  | { readonly kind: 'key'; readonly key: string; readonly value: KeyValue }

/** A request that one side allows and the other does not. */
export interface Witness {
  readonly principal: Principal
  /** The caller has a permissions boundary, which allows everything. */
  readonly bounded: boolean
  /**
   * What the policy must be worth for this, which says what the caller brings along. For policies of
   * resources: 0, own policies that allow everything, in the account of the resource; 1, the same in
   * another account; 2, none; 3, none and a session policy that allows nothing. Of others always 1.
   */
  readonly worth: Worth
  readonly action: string
  /** An ARN or `*`. */
  readonly resource: string
  /** Keys in lower case. */
  readonly context: RequestContext
}

/** Whoever has the policies that are compared. */
const holder: Asking = {
  principal: {
    kind: 'user',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/example',
    id: 'AIDAEXAMPLEEXAMPLE',
  },
  bounded: false,
  worth: 1,
}

export function requestOf(path: Path<Facet>, known: KnownKeys): Witness {
  let asking = holder
  let action = 'other:action'
  let resource = '*'
  const context = new Map<string, Exclude<KeyValue, undefined>>()
  for (const [key, value] of known) if (value !== undefined) context.set(key, value)
  for (const { value: facet } of path.choices) {
    if (facet.kind === 'caller') asking = facet.asking
    else if (facet.kind === 'action') action = facet.action
    else if (facet.kind === 'resource') resource = facet.resource
    else if (facet.value !== undefined) context.set(facet.key, facet.value)
  }
  return { ...asking, action, resource, context }
}
