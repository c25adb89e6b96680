import { InvalidArgumentError, type Command } from 'commander'
import { timeOption } from './time-option.ts'

/** What commands read of a record; the rest is passed on as it is. */
export interface SeenRecord {
  readonly eventID: string
  readonly eventTime: string
  readonly eventSource?: string
  readonly eventName?: string
  readonly errorCode?: string
  readonly sourceIPAddress?: string
  readonly userIdentity?: {
    readonly type?: string
    readonly arn?: string
    readonly userName?: string
    readonly accessKeyId?: string
    readonly principalId?: string
    readonly invokedBy?: string
  }
  readonly requestParameters?: { readonly tableName?: unknown } | null
  readonly resources?: readonly { readonly ARN?: string }[]
}

/** Which events are asked for; what is absent is not asked about. */
export interface EventFilter {
  readonly principal?: string
  readonly action?: string
  readonly table?: string
  readonly denied?: boolean
  /** Milliseconds. */
  readonly from?: number
  readonly to?: number
}

export function addFilters(command: Command): Command {
  return command
    .option('--principal <name>', 'user name, access key id, ARN or a part of one; root')
    .option('--action <action>', 'such as GetItem, dynamodb:GetItem or dynamodb:Delete*')
    .option('--table <name>', 'name or ARN of a table')
    .option('--denied', 'only what was denied')
}

export function addTimes(command: Command): Command {
  return command
    .option('--from <time>', 'such as 2026-01-31T14:00:00Z', timeOption)
    .option('--to <time>', 'such as 2026-01-31T15:00:00Z', timeOption)
}

export function countOption(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (count > 0) return count
  throw new InvalidArgumentError('Write a whole number from 1.')
}

export function matches(record: SeenRecord, filter: EventFilter): boolean {
  const at = Date.parse(record.eventTime)
  return (
    (filter.from === undefined || at >= filter.from) &&
    (filter.to === undefined || at <= filter.to) &&
    (filter.denied !== true || isDenied(record)) &&
    (filter.principal === undefined || isBy(record, filter.principal)) &&
    (filter.action === undefined || isAction(record, filter.action)) &&
    (filter.table === undefined || tablesOf(record).some((table) => isTable(table, filter.table)))
  )
}

export function isDenied({ errorCode }: SeenRecord): boolean {
  return errorCode !== undefined && /AccessDenied|UnauthorizedOperation/.test(errorCode)
}

function isBy({ userIdentity = {} }: SeenRecord, principal: string): boolean {
  const { type, arn, userName, accessKeyId, principalId, invokedBy } = userIdentity
  return (
    [userName, accessKeyId, principalId, invokedBy].includes(principal) ||
    (type === 'Root' && principal === 'root') ||
    (arn?.includes(principal) ?? false)
  )
}

function isAction({ eventSource = '', eventName = '' }: SeenRecord, action: string): boolean {
  const [name = '', service] = action.toLowerCase().split(':').toReversed()
  if (service !== undefined && eventSource.toLowerCase().split('.')[0] !== service) return false
  const own = eventName.toLowerCase()
  return name.endsWith('*') ? own.startsWith(name.slice(0, -1)) : own === name
}

/** The ARNs, or where there are none the names, of the tables that a record is about. */
export function tablesOf({ resources, requestParameters }: SeenRecord): readonly string[] {
  const arns = (resources ?? []).flatMap(({ ARN }) => (ARN?.includes(':table/') ? [ARN] : []))
  const name = requestParameters?.tableName
  return arns.length === 0 && typeof name === 'string' ? [name] : arns
}

export function tableName(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split(':table/')[1]?.split('/')[0] ?? arn) : arn
}

function isTable(arn: string, asked: string | undefined): boolean {
  return arn === asked || tableName(arn) === asked
}
