import { parseArgs } from 'node:util'
import { operationNames, type OperationName } from './load/operations.ts'

const checkKinds = ['none', 'passive', 'active'] as const
export type CheckKind = (typeof checkKinds)[number]

export interface Options {
  readonly mode:
    | 'compare'
    | 'query-cost'
    | 'memory'
    | 'idle'
    | 'sealing'
    | 'identity'
    | 'assess'
    | 'background'
    | 'expiries'
  readonly operations: readonly OperationName[]
  /** Names of the servers that take part. */
  readonly servers: readonly string[]
  readonly items: number
  readonly concurrency: number
  /** Requests a second of the open loops. */
  readonly rates: readonly number[]
  /** Of an assessment; `none`: of a command that does nothing, in its place. */
  readonly checks: readonly CheckKind[]
  readonly rounds: number
  readonly seconds: number
  readonly warmSeconds: number
  /** Where Node writes profiles of this server. */
  readonly profile: string | undefined
  readonly json: string | undefined
}

export const help = `npm run bench -- [options]

Measures this server beside dynalite and DynamoDB Local, which are fetched at the first run. A load
generator in a process of its own sends signed requests; servers take turns, so that whatever else
the machine does hits them alike. Figures are medians of the rounds.

  --ops <names>          ${operationNames.join(',')}
  --servers <names>      strongroom,strongroom-audited,strongroom-2,dynalite,local,local-disk; -2 is
                         --workers 2, -audited has a trail that takes every event on items
  --items <count>        loaded before (100000)
  --concurrency <count>  connections of the closed loop (32)
  --rates <per second>   of the open loops, for GetItem and PutItem (500,2000); 0: none
  --rounds <count>       (3)
  --seconds <number>     of each measurement (4), after --warm <number> (1.5); of --assess how long
                         it is continued and stopped by turns (2), after --warm (5)
  --quick                5000 items, one round, 1.5 seconds, rate 500
  --json <file>          figures as JSON (bench-results/<mode>.json)
  --profile <folder>     CPU profiles of this server, by Node

Other measurements, of this server alone:
  --query-cost           the same Query in a table of 1000 items and one of --items
  --memory               resident bytes after 0, 250k, 500k and 1M requests
  --sealing              a seal and an opening of 1 KB; GetItem and PutItem with rows sealed and not
  --assess               strongroom assess with 50 tables and 200 roles: its time, what it takes of the
                         server, and of GetItem beside it while it is stopped and continued by turns;
                         --checks none,passive,active; none: the same of a command that does nothing
  --identity             a decision, a GetItem from its headers to the decision, and GetItem beside 10,000
                         users, roles and policies
  --background           the delay of stream records; latency while an index is filled
  --expiries             the delay of deletions at 1000 expiries a second
  --idle                 memory without requests, and the time from start to first answer
`

/** What this server is measured for alone, each an option of its own. */
const alone = [
  'query-cost',
  'memory',
  'idle',
  'sealing',
  'identity',
  'assess',
  'background',
  'expiries',
] as const

/** Throws on what is no option. Undefined: help was asked for. */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ ops: text, servers: text, items: text, concurrency: text, rates: text, rounds: text },
      ...{ seconds: text, warm: text, json: text, profile: text, quick: flag, help: flag },
      ...{ 'query-cost': flag, memory: flag, idle: flag, sealing: flag, assess: flag },
      ...{ identity: flag, background: flag, expiries: flag, checks: text },
    },
  })
  if (values.help) return undefined
  const { quick } = values
  const number = (given: string | undefined, standard: number): number => {
    const value = given === undefined ? standard : Number(given)
    if (!(value >= 0)) throw new Error(`${String(given)} is not a number`)
    return value
  }
  return {
    mode: alone.find((mode) => values[mode]) ?? 'compare',
    operations: names(values.ops, operationNames),
    servers: names(values.servers, [
      'strongroom',
      'strongroom-audited',
      'strongroom-2',
      'dynalite',
      'local',
      'local-disk',
    ]),
    items: number(values.items, quick ? 5000 : 100_000),
    concurrency: number(values.concurrency, 32),
    rates: (values.rates ?? (quick ? '500' : '500,2000')).split(',').map(Number).filter(Boolean),
    checks: names(values.checks, checkKinds),
    rounds: number(values.rounds, quick ? 1 : 3),
    seconds: number(values.seconds, quick ? 1.5 : values.assess ? 2 : 4),
    warmSeconds: number(values.warm, quick ? 0.7 : values.assess ? 5 : 1.5),
    profile: values.profile,
    json: values.json,
  }
}

function names<Name extends string>(given: string | undefined, known: readonly Name[]): Name[] {
  if (given === undefined) return [...known]
  return given.split(',').map((text) => {
    const name = known.find((candidate) => candidate === text)
    if (name === undefined) throw new Error(`${text} is none of ${known.join(', ')}`)
    return name
  })
}
