import { readdirSync, readFileSync } from 'node:fs'

/** The parts of the order that are certain, first to last. */
export const stages = ['shape', 'request', 'table', 'schema', 'item'] as const

export type Input = Readonly<Record<string, unknown>>

/** As vectors/validations/README.md describes it. */
export interface Check {
  readonly rule: string
  readonly stage: (typeof stages)[number]
  readonly with: Input
  readonly code?: string
  readonly message: string
  readonly pattern?: true
  readonly apart?: true
  readonly reasons?: readonly string[]
  readonly texts?: readonly number[]
  readonly certainty: 'recorded' | 'documented' | 'inferred'
  readonly source: string
}

/** A text of the service, as vectors/validations/README.md describes it. */
export interface Text {
  readonly id: number
  readonly operations: string
  readonly when: string
  readonly without?: string
}

export interface OperationChecks {
  readonly operation: string
  readonly base: Input
  readonly checks: readonly Check[]
}

export interface Fixtures {
  readonly tables: readonly Input[]
  readonly items: Readonly<Record<string, readonly Input[]>>
}

const folder = new URL('../../../../../vectors/validations/', import.meta.url)
const operationFile = /^[A-Z]\w*\.json$/

export function readFixtures(): Fixtures {
  return readJson('tables.json') as Fixtures
}

/** The checks of every operation that has a file. */
export function readOperations(): OperationChecks[] {
  return readdirSync(folder)
    .filter((name) => operationFile.test(name))
    .sort()
    .map((name) => readJson(name) as OperationChecks)
}

export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown
}

/** The input with members laid over it, in which what stands for much is written out. */
export function inputOf(base: Input, ...layers: readonly Input[]): Input {
  const merged = Object.assign({}, base, ...layers) as Input
  const given = Object.entries(merged).filter(([, value]) => value !== null)
  return writtenOut(Object.fromEntries(given), '') as Input
}

function writtenOut(value: unknown, at: string): unknown {
  if (typeof value === 'string') return value.replaceAll('$at', at)
  if (Array.isArray(value)) return value.map((each) => writtenOut(each, at))
  if (typeof value !== 'object' || value === null) return value
  const { $repeat: count, of, $text: length, ...rest } = value as Record<string, unknown>
  if (typeof count === 'number') {
    return Array.from({ length: count }, (_, place) => writtenOut(of, String(place)))
  }
  if (typeof length === 'number') return 'a'.repeat(length)
  return Object.fromEntries(
    Object.entries(rest).map(([name, each]) => [name.replaceAll('$at', at), writtenOut(each, at)]),
  )
}

const legacy = /^(AttributesToGet|AttributeUpdates|Expected|ConditionalOperator|\w+Filter)$/
const expressions = /Expression/

function kindOf(member: string): 'legacy' | 'expression' | undefined {
  if (legacy.test(member)) return 'legacy'
  return expressions.test(member) ? 'expression' : undefined
}

/** Whether parameters would be refused for being together, whatever else is wrong with them. */
function mix(members: readonly string[]): boolean {
  return new Set(members.map(kindOf).filter((kind) => kind !== undefined)).size > 1
}

/** Two checks that may be sent together, the one that must answer first. */
export function pairs({ checks }: OperationChecks): [Check, Check][] {
  const found: [Check, Check][] = []
  for (const first of checks) {
    for (const second of checks) {
      if (stages.indexOf(first.stage) >= stages.indexOf(second.stage)) continue
      if (first.apart === true || second.apart === true) continue
      const members = Object.keys(second.with)
      if (members.some((member) => member in first.with)) continue
      if (members.some(kindOf) && mix([...members, ...Object.keys(first.with)])) continue
      found.push([first, second])
    }
  }
  return found
}
