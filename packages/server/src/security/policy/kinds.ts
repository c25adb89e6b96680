import type { PolicyKind } from './policy.ts'

/** How the grammar differs by what a document is for. */
export interface KindRules {
  /** Whether statements name whom they are about. */
  readonly principal: 'required' | 'forbidden'
  /** A trust policy is about the one role that it belongs to. */
  readonly resource: 'required' | 'forbidden'
  readonly notPrincipal: boolean
  readonly id: boolean
  /** IAM takes letters and digits only; key policies are full of "Enable IAM User Permissions". */
  readonly anySid: boolean
  readonly federated: boolean
  /** Only these services' actions. */
  readonly service?: string
}

const own: KindRules = {
  principal: 'forbidden',
  resource: 'required',
  notPrincipal: false,
  id: false,
  anySid: false,
  federated: false,
}

const onResource: KindRules = {
  principal: 'required',
  resource: 'required',
  notPrincipal: true,
  id: true,
  anySid: true,
  federated: false,
}

export const kinds: Readonly<Record<PolicyKind, KindRules>> = {
  identity: own,
  boundary: own,
  session: own,
  scp: own,
  rcp: { ...own, principal: 'required', anySid: true },
  resource: onResource,
  key: onResource,
  endpoint: onResource,
  trust: {
    ...onResource,
    resource: 'forbidden',
    notPrincipal: false,
    anySid: false,
    federated: true,
    service: 'sts',
  },
}
