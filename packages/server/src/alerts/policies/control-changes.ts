import type { CloudTrailRecord } from '../../audit/index.ts'
import { slot, textParameter, type Memory } from '../events/index.ts'
import { noteMentions } from './mentions.ts'
import type { PolicyChange } from './policy-change.ts'

/** The control policies of all accounts, as an operator attached them. */
export interface Controls {
  /** Documents by type and name. */
  readonly documents: Readonly<Record<string, string>>
  /** By target, type and name of what is attached; of a target that is not there, {@link standard}. */
  readonly attached: Readonly<Record<string, readonly string[]>>
}

const controls = slot<Controls>('control policies')

/** What is attached where nothing was changed. */
const fullAccess = 'scp FullAWSAccess'
const standard: readonly string[] = [fullAccess]
/** Every account but the management account. */
const root = 'all'
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})
const everybody = everything.replace('"Action"', '"Principal":"*","Action"')

export function putControls(memory: Memory, value: Controls): void {
  for (const document of Object.values(value.documents)) noteMentions(memory, document)
  memory.put(controls, '', value)
}

/** What an operator's change of service and resource control policies permits. One document may be attached to many. */
export async function controlChanges(
  memory: Memory,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  const before = (await memory.get(controls, '')) ?? { documents: {}, attached: {} }
  const target = textParameter(record, 'targetId') ?? root
  const type = textParameter(record, 'policyType') === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : 'scp'
  const id = `${type} ${textParameter(record, 'policyName') ?? ''}`
  const own = (before.attached[target] ?? standard).filter((each) => each !== id)
  const attaches = record.eventName === 'AttachPolicy'
  const attached = { ...before.attached, [target]: attaches ? [...own, id] : own }
  const document = textParameter(record, 'content')
  const documents =
    attaches && document !== undefined ? { ...before.documents, [id]: document } : before.documents
  const after = { documents, attached }
  putControls(memory, after)
  return Object.entries(attached)
    .filter(([name, ids]) => name === target || ids.includes(id))
    .map(([name]) => change(type, name, before, after))
}

function change(
  type: 'scp' | 'rcp',
  target: string,
  before: Controls,
  after: Controls,
): PolicyChange {
  const accounts = target === root ? 'all accounts but the management account' : `account ${target}`
  return {
    // A resource control policy denies what is allowed otherwise, whoever asks, as the policy of an endpoint may.
    kind: type === 'scp' ? 'scp' : 'endpoint',
    subject: accounts,
    before: textsOf(type, target, before),
    after: textsOf(type, target, after),
    shownAs: {
      kind: type,
      ...(type === 'scp' ? { principal: `those of ${accounts} who are allowed to` } : {}),
    },
  }
}

function textsOf(
  type: 'scp' | 'rcp',
  target: string,
  { attached, documents }: Controls,
): PolicyChange['after'] {
  const policies = (attached[target] ?? standard)
    .filter((id) => id.startsWith(type))
    .map((id) => ({ id, document: id === fullAccess ? everything : (documents[id] ?? '') }))
  return { policies: type === 'scp' ? policies : [...policies, { id: root, document: everybody }] }
}
