import type { Memory } from '../alerts/index.ts'
import { endpointArn, Holdings, putControls, type KnownPolicies } from '../alerts/index.ts'
import type { Engine } from '../engine/index.ts'
import {
  awsManaged,
  defaultDocument,
  fullAccessId,
  noOrganization,
  rows,
  type IdentityState,
  type Organization,
} from '../security/iam/index.ts'
import { defaultKeyPolicy, type Kms } from '../security/kms/index.ts'
import { fullAccess } from '../services/vpc-endpoints/index.ts'

/** Keys that are read at a time. */
const page = 100

export interface ExistingPolicies {
  readonly state: IdentityState
  readonly kms: Kms
  readonly catalog: Engine['catalog']
  readonly region: string
  /** The account of the server, which has no row of its own. */
  readonly accountId: string
}

/** What alerts know of policies without having seen them in an event. */
export const knownPolicies: KnownPolicies = {
  awsManaged(arn) {
    const policy = awsManaged.get(arn)
    return policy && defaultDocument(policy)
  },
  defaultKeyPolicy,
  defaultEndpointPolicy: fullAccess,
}

type Put = (memory: Memory) => void

/** Every policy that is stored now, for alerts to remember where they are raised for the first time. */
export async function* existingPolicies(from: ExistingPolicies): AsyncGenerator<Put> {
  const controls = controlsOf((await from.state.read(rows.organization())) ?? noOrganization)
  yield (memory) => {
    putControls(memory, controls)
  }
  const accounts = await from.state.all(rows.accounts())
  for (const account of new Set([from.accountId, ...accounts.map(({ id }) => id)])) {
    yield* ofHolders(from, account)
    yield* ofKeysAndEndpoints(from, account)
  }
  for await (const { accountId, name, resourcePolicy } of from.catalog.every()) {
    if (resourcePolicy === undefined) continue
    const arn = `arn:aws:dynamodb:${from.region}:${accountId}:table/${name}`
    yield put((holdings) => {
      holdings.putAttached(arn, resourcePolicy.document)
    })
  }
}

/** As the records of their changes name them. */
function controlsOf({ policies, root, accounts }: Organization) {
  const named = (ids: readonly string[]): string[] =>
    ids.flatMap((id) => {
      const policy = policies[id]
      if (id === fullAccessId) return ['scp FullAWSAccess']
      return policy === undefined ? [] : [`${policy.type} ${policy.name}`]
    })
  const documents = Object.values(policies).map(
    ({ type, name, document }) => [`${type} ${name}`, document] as const,
  )
  const attached = Object.entries({ ...accounts, all: root }).map(
    ([target, ids]) => [target, named(ids)] as const,
  )
  return { documents: Object.fromEntries(documents), attached: Object.fromEntries(attached) }
}

async function* ofHolders({ state }: ExistingPolicies, account: string): AsyncGenerator<Put> {
  for (const { name, inline, attached, boundary, groups } of await state.all(rows.users(account))) {
    yield put((holdings) => {
      holdings.put('user', account, name, { inline, attached, boundary, others: groups })
    })
  }
  for (const { name, inline, attached } of await state.all(rows.groups(account))) {
    const members = await state.all(rows.members(account, name))
    const others = members.map(({ user }) => user)
    yield put((holdings) => {
      holdings.put('group', account, name, { inline, attached, others })
    })
  }
  for (const { name, inline, attached, boundary, trust } of await state.all(rows.roles(account))) {
    yield put((holdings) => {
      holdings.put('role', account, name, { inline, attached, boundary, trust, others: [] })
    })
  }
  for (const policy of await state.all(rows.policies(account))) {
    const { path, name, versions, defaultVersion: inForce, lastVersion: last } = policy
    yield put((holdings) => {
      holdings.putManaged(`arn:aws:iam::${account}:policy${path}${name}`, {
        versions: Object.fromEntries(versions.map(({ id, document }) => [id, document])),
        inForce,
        last,
        uses: policy.attachments + policy.boundaries,
      })
    })
  }
}

async function* ofKeysAndEndpoints(
  { state, kms, region: awsRegion }: ExistingPolicies,
  account: string,
): AsyncGenerator<Put> {
  for (const { id, policy } of await state.all(rows.endpoints(account))) {
    yield put((holdings) => {
      holdings.putAttached(endpointArn({ awsRegion }, account, id), policy)
    })
  }
  for (let after: string | undefined; ;) {
    const keys = await kms.keys.list(account, after, page)
    for (const { keyId, policy } of keys) {
      yield put((holdings) => {
        holdings.putAttached(`arn:aws:kms:${awsRegion}:${account}:key/${keyId}`, policy)
      })
    }
    after = keys.at(-1)?.keyId
    if (after === undefined) return
  }
}

function put(change: (holdings: Holdings) => void): Put {
  return (memory) => {
    change(new Holdings(memory, knownPolicies))
  }
}
