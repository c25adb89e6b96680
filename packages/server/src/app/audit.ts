import { derivedKey, type Job, type Random, type RowSealer, type Secret } from '../base/index.ts'
import {
  auditedStore,
  createLogReader,
  Journal,
  Recorder,
  chainJob,
  LogSize,
  notesRow,
  trimJob,
  verifyChain,
  type ChainFault,
  type LogCursor,
  type LogReader,
  type Selection,
} from '../audit/index.ts'
import { createSealer, type TableName } from '../engine/index.ts'
import type { KvReader, KvStore, NotesRow } from '../storage/kv.ts'
import type { Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** Rows of the audit log are sealed under one key for the life of the store. */
const rowEpoch = 0

/** Commits with entries of one lane follow one another; PostgreSQL makes several commits at a time. */
const postgresLanes = 16

/** The audit trail, wired. */
export interface Audit {
  /** The store for everybody else: what requests commit through it takes their records along. */
  readonly store: KvStore
  readonly reader: LogReader
  /** Whether records can be written, so that requests are let in. */
  readonly writable: boolean
  recorder(catalog: KeyNames, selection: Selection): Recorder
  /** Writes what waits. */
  stop(): Promise<void>
}

/** What is known of tables: the names of the attributes whose values records show. */
export interface KeyNames {
  keyNames(table: TableName): readonly string[]
}

/** The log alone: for whoever reads it beside a server. */
export function openAuditLog(
  config: Config,
  store: KvStore,
  systemKey: Secret,
  { clock, random }: Pick<Surroundings, 'clock' | 'random'>,
): LogReader {
  const sealer = rowSealer(systemKey, random)
  return createLogReader({ store, sealer, lanes: lanesOf(config), clock })
}

/** Chains the log, and trims it behind those who read it: where they are is asked each time. */
export function auditLogJobs(
  config: Config,
  store: KvStore,
  systemKey: Secret,
  { clock, random }: Pick<Surroundings, 'clock' | 'random'>,
  cursors: () => Promise<readonly LogCursor[]>,
): Job[] {
  const deps = { store, sealer: rowSealer(systemKey, random), lanes: lanesOf(config), clock }
  return [chainJob(deps), trimJob(deps, cursors)]
}

/** Whatever does not fit the chain of the log; nothing where all is well. `store`: a snapshot. */
export function auditFaults(
  config: Config,
  store: KvReader,
  systemKey: Secret,
  { random }: Pick<Surroundings, 'random'>,
): AsyncGenerator<ChainFault> {
  return verifyChain({ store, sealer: rowSealer(systemKey, random), lanes: lanesOf(config) })
}

/** Makes the rows of the log of what the commits of a group take along. For the process that has the store's writer. */
export function auditNotesRow(systemKey: Secret, random: Random): NotesRow {
  const sealer = rowSealer(systemKey, random)
  // Only the embedded store takes notes, and has one lane.
  return (notes) => notesRow(sealer, 0, random.bytes(16), notes)
}

export function openAudit(
  config: Config,
  store: KvStore,
  systemKey: Secret,
  { clock, random, logger }: Surroundings,
): Audit {
  const sealer = rowSealer(systemKey, random)
  const lanes = lanesOf(config)
  store.writeNotesBy?.(auditNotesRow(systemKey, random))
  const size = new LogSize({ store, sealer, lanes, clock, logger })
  const full = (): boolean => size.full
  const journal = new Journal({ store, sealer, lanes, clock, random, logger, full })
  return {
    store: auditedStore(store),
    reader: createLogReader({ store, sealer, lanes, clock }),
    get writable() {
      return journal.writable
    },
    recorder: (catalog, selection) =>
      new Recorder({
        journal,
        sealer,
        selection,
        keyNames: (table, account) => catalog.keyNames(tableOf(table, account)),
        region: config.region,
        account: config.accountId,
        strict: config.audit === 'strict',
        clock,
        random,
      }),
    async stop() {
      await size.stop()
      await journal.close()
    },
  }
}

function tableOf(table: string, account: string): TableName {
  if (!table.startsWith('arn:')) return { accountId: account, name: table }
  const [, , , , owner = '', resource = ''] = table.split(':')
  return { accountId: owner, name: resource.split('/')[1] ?? '' }
}

export function lanesOf({ store }: Config): number {
  return store.kind === 'postgres' ? postgresLanes : 1
}

export function rowSealer(systemKey: Secret, random: Random): RowSealer {
  return createSealer(rowEpoch, derivedKey(systemKey, 'audit rows'), random)
}
