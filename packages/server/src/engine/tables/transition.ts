import type { TableDescriptor, Transition, TransitionKind } from './descriptor.ts'

/** Milliseconds that a table stays in each state between two others; 0: not at all. */
export type TableDelays = Readonly<Record<TransitionKind | 'createIndexed', number>>

/** About what the cloud service takes, as measured in 2026. */
const aws: TableDelays = {
  create: 4000,
  createIndexed: 18_000,
  throughput: 1500,
  billing: 75_000,
  class: 5000,
  stream: 5000,
  delete: 5000,
}

/** `none`, as long as in the cloud service, or so many milliseconds for each. */
export function tableDelays(choice: 'none' | 'aws' | number): TableDelays {
  if (choice === 'aws') return aws
  const ms = choice === 'none' ? 0 : choice
  return {
    create: ms,
    createIndexed: ms,
    throughput: ms,
    billing: ms,
    class: ms,
    stream: ms,
    delete: ms,
  }
}

/**
 * The table on its way through a state, from now on. `shown` is what is described of it meanwhile.
 * Without a delay it is there at once.
 */
export function beginTransition(
  table: TableDescriptor,
  kind: TransitionKind,
  delays: TableDelays,
  now: number,
  shown?: Transition['shown'],
): TableDescriptor {
  const { transition: _, ...rest } = table
  const indexed = table.indexes.some((index) => index.kind === 'global')
  const delay = delays[kind === 'create' && indexed ? 'createIndexed' : kind]
  if (delay === 0) return rest
  return { ...rest, transition: { kind, until: now + delay, ...(shown ? { shown } : {}) } }
}

/** The state between two others that a table is in. One that is being deleted stays so until it is gone. */
export function transitionAt(
  { transition }: Pick<TableDescriptor, 'transition'>,
  now: number,
): Transition | undefined {
  if (transition === undefined) return undefined
  return transition.kind === 'delete' || now < transition.until ? transition : undefined
}

/** Whether items can be read and written: not before the table was created, nor once it is being deleted. */
export function isUsable(table: Pick<TableDescriptor, 'transition'>, now: number): boolean {
  const kind = transitionAt(table, now)?.kind
  return kind !== 'create' && kind !== 'delete'
}

/** The table as it is described while it changes. */
export function shownTable(table: TableDescriptor, now: number): TableDescriptor {
  const transition = transitionAt(table, now)
  if (transition?.kind !== 'class') return { ...table, ...transition?.shown }
  const { tableClass: _, tableClassChanges: __, ...rest } = table
  return { ...rest, ...transition.shown }
}
