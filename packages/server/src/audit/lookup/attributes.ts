import { limits } from '../../base/index.ts'
import type { HistoryRecord } from './ports.ts'

export const attributeKeys = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const
export type AttributeKey = (typeof attributeKeys)[number]

/** What events are looked up by. */
export interface Attribute {
  readonly key: AttributeKey
  readonly value: string
}

export interface ShownResource {
  readonly ResourceType: string
  readonly ResourceName: string
}

/** Every attribute by which an event is found, each once. */
export function attributesOf(record: HistoryRecord): Attribute[] {
  const resources = resourcesOf(record)
  const found: Attribute[] = [
    { key: 'EventId', value: record.eventID },
    { key: 'EventName', value: record.eventName },
    { key: 'ReadOnly', value: String(record.readOnly) },
    { key: 'EventSource', value: record.eventSource },
    ...[...new Set(resources.map(({ ResourceType }) => ResourceType))].map((value) => ({
      key: 'ResourceType' as const,
      value,
    })),
    ...[...new Set(resources.map(({ ResourceName }) => ResourceName))].map((value) => ({
      key: 'ResourceName' as const,
      value,
    })),
  ]
  const name = usernameOf(record)
  if (name !== undefined) found.push({ key: 'Username', value: name })
  const { accessKeyId } = record.userIdentity
  if (accessKeyId !== undefined) found.push({ key: 'AccessKeyId', value: accessKeyId })
  return found
}

/** The user's name, that of a role's session, `root`; undefined for a service. */
export function usernameOf({ userIdentity }: HistoryRecord): string | undefined {
  const { type, userName, principalId, arn } = userIdentity
  if (userName !== undefined) return userName
  if (type === 'Root') return 'root'
  if (type === 'AssumedRole') return afterFirst(principalId ?? '', ':')
  if (type === 'FederatedUser') return afterFirst(arn ?? '', '/')
  return undefined
}

function afterFirst(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark)
  return at < 0 ? undefined : text.slice(at + 1)
}

/** Each resource by its ARN and, where that differs, by its name: clients look for either. */
export function resourcesOf({ resources = [] }: HistoryRecord): ShownResource[] {
  return resources.slice(0, limits.historyResources).flatMap(({ type, ARN }) => {
    const name = nameOf(ARN)
    const byArn = { ResourceType: type, ResourceName: ARN }
    return name === undefined ? [byArn] : [{ ResourceType: type, ResourceName: name }, byArn]
  })
}

/** `name` of `…:table/name`, and the last part where a path comes before it. */
function nameOf(arn: string): string | undefined {
  const resource = arn.split(':').slice(5).join(':')
  if (/^table\/[^/]+\/stream\//.test(resource)) return undefined
  const slash = resource.lastIndexOf('/')
  return slash < 0 ? undefined : resource.slice(slash + 1)
}
