import { textParameter } from '../events/index.ts'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { nothing, type Holder, type HolderKind, type Holdings } from './holdings.ts'
import { managedChange } from './managed-changes.ts'
import { policiesOf, texts, type PolicyChange } from './policy-change.ts'

const ofHolder = /^(Put|Delete|Attach|Detach)(User|Group|Role)(Policy|PermissionsBoundary)$/

/** What an event of IAM changes of policies; none: nothing that could permit more. Keeps what is there now. */
export async function iamChanges(
  holdings: Holdings,
  account: string,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  const iam = new IamChange(holdings, account, record)
  const [, verb, kind, what] = ofHolder.exec(record.eventName) ?? []
  if (verb !== undefined) {
    const holderKind = (kind ?? '').toLowerCase() as HolderKind
    return iam.change(holderKind, changeOf(record, verb, what ?? ''))
  }
  switch (record.eventName) {
    case 'CreateUser':
      return iam.create('user', {})
    case 'CreateGroup':
      return iam.create('group', {})
    case 'CreateRole':
      return iam.create('role', { trust: textParameter(record, 'assumeRolePolicyDocument') })
    case 'UpdateAssumeRolePolicy':
      return iam.trust()
    case 'AddUserToGroup':
    case 'RemoveUserFromGroup':
      return iam.member()
    case 'UpdateUser':
      return iam.rename('user', 'group', textParameter(record, 'newUserName'))
    case 'UpdateGroup':
      return iam.rename('group', 'user', textParameter(record, 'newGroupName'))
    case 'DeleteUser':
      return iam.remove('user')
    case 'DeleteGroup':
      return iam.remove('group')
    case 'DeleteRole':
      return iam.remove('role')
    default:
      return managedChange(holdings, account, record)
  }
}

/** How an event changes what somebody holds. */
function changeOf(
  record: CloudTrailRecord,
  verb: string,
  what: string,
): (holder: Holder) => Holder {
  const name = textParameter(record, 'policyName') ?? ''
  const arn = textParameter(record, 'policyArn') ?? ''
  if (what === 'PermissionsBoundary') {
    const boundary = verb === 'Put' ? textParameter(record, 'permissionsBoundary') : undefined
    return (holder) => ({ ...holder, boundary })
  }
  switch (verb) {
    case 'Put': {
      const document = textParameter(record, 'policyDocument') ?? ''
      return (holder) => ({ ...holder, inline: { ...holder.inline, [name]: document } })
    }
    case 'Delete':
      return (holder) => ({
        ...holder,
        inline: Object.fromEntries(Object.entries(holder.inline).filter(([key]) => key !== name)),
      })
    case 'Attach':
      return (holder) => ({ ...holder, attached: [...without(holder.attached, arn), arn] })
    default:
      return (holder) => ({ ...holder, attached: without(holder.attached, arn) })
  }
}

class IamChange {
  readonly #holdings: Holdings
  readonly #account: string
  readonly #record: CloudTrailRecord

  constructor(holdings: Holdings, account: string, record: CloudTrailRecord) {
    this.#holdings = holdings
    this.#account = account
    this.#record = record
  }

  async create(kind: HolderKind, given: Partial<Holder>): Promise<readonly PolicyChange[]> {
    const boundary = textParameter(this.#record, 'permissionsBoundary')
    await this.#put(kind, this.#name(kind), nothing, { ...nothing, ...given, boundary })
    if (given.trust === undefined) return []
    return [this.#trustChange(undefined, given.trust, true)]
  }

  async change(
    kind: HolderKind,
    change: (holder: Holder) => Holder,
  ): Promise<readonly PolicyChange[]> {
    const name = this.#name(kind)
    const before = await this.#holdings.holder(kind, this.#account, name)
    const after = change(before)
    const old = await policiesOf(this.#holdings, kind, this.#account, before)
    const now = await policiesOf(this.#holdings, kind, this.#account, after)
    await this.#put(kind, name, before, after)
    return [this.#identityChange(kind, name, before, old, now)]
  }

  async trust(): Promise<readonly PolicyChange[]> {
    const name = this.#name('role')
    const before = await this.#holdings.holder('role', this.#account, name)
    const trust = textParameter(this.#record, 'policyDocument') ?? ''
    this.#holdings.put('role', this.#account, name, { ...before, trust })
    return [this.#trustChange(before.trust, trust, before.trust !== undefined)]
  }

  async member(): Promise<readonly PolicyChange[]> {
    const [user, group] = [this.#name('user'), this.#name('group')]
    const joins = this.#record.eventName === 'AddUserToGroup'
    const whole = await this.#holdings.holder('group', this.#account, group)
    const others = without(whole.others, user)
    this.#holdings.put('group', this.#account, group, {
      ...whole,
      others: joins ? [...others, user] : others,
    })
    return this.change('user', (holder) => {
      const groups = without(holder.others, group)
      return { ...holder, others: joins ? [...groups, group] : groups }
    })
  }

  /** Under a new name everything is as before, and in the groups or users that name it too. */
  async rename(
    kind: HolderKind,
    other: HolderKind,
    next: string | undefined,
  ): Promise<readonly PolicyChange[]> {
    const name = this.#name(kind)
    if (next === undefined) return []
    const holder = await this.#holdings.holder(kind, this.#account, name)
    this.#holdings.put(kind, this.#account, name, undefined)
    this.#holdings.put(kind, this.#account, next, holder)
    for (const each of holder.others) {
      const linked = await this.#holdings.holder(other, this.#account, each)
      const others = [...without(linked.others, name), next]
      this.#holdings.put(other, this.#account, each, { ...linked, others })
    }
    return []
  }

  async remove(kind: HolderKind): Promise<readonly PolicyChange[]> {
    const name = this.#name(kind)
    const before = await this.#holdings.holder(kind, this.#account, name)
    await this.#put(kind, name, before, nothing)
    this.#holdings.put(kind, this.#account, name, undefined)
    return []
  }

  async #put(kind: HolderKind, name: string, before: Holder, after: Holder): Promise<void> {
    this.#holdings.put(kind, this.#account, name, after)
    const [old, now] = [usesOf(before), usesOf(after)]
    for (const arn of now) if (!old.includes(arn)) await this.#holdings.use(arn, 1)
    for (const arn of old) if (!now.includes(arn)) await this.#holdings.use(arn, -1)
  }

  #identityChange(
    kind: HolderKind,
    name: string,
    { unknown }: Holder,
    old: PolicyChange['after'],
    after: PolicyChange['after'],
  ): PolicyChange {
    const subject = `arn:aws:iam::${this.#account}:${kind}/${name}`
    const before = unknown === true ? undefined : old
    return { kind: 'identity', subject, before, after, partial: kind === 'group' }
  }

  #trustChange(old: string | undefined, now: string, known: boolean): PolicyChange {
    const subject = `arn:aws:iam::${this.#account}:role/${this.#name('role')}`
    const before = known ? texts('trust policy', old) : undefined
    return { kind: 'trust', subject, before, after: texts('trust policy', now) }
  }

  #name(kind: HolderKind): string {
    return textParameter(this.#record, `${kind}Name`) ?? ''
  }
}

/** Every managed policy that somebody has, each as often as it counts. */
function usesOf({ attached, boundary }: Holder): readonly string[] {
  return boundary === undefined ? attached : [...attached, boundary]
}

/** Names are compared without regard to case. */
function without(list: readonly string[], name: string): readonly string[] {
  return list.filter((each) => each.toLowerCase() !== name.toLowerCase())
}
