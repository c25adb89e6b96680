import { isVariable, plainText, readTemplate, type Template } from '../template.ts'
import type { Effort } from './effort.ts'
import { fill, fillArn, type KnownKeys } from './known.ts'
import { anyText, foldedPattern, patternOf, type Pattern } from './pattern.ts'
import { choices, plainSample, type OpenValue, type Reading, type Sample } from './samples.ts'
import { tellArns, type ArnParts } from './tell-arns.ts'
import { tellTexts, type Told } from './tell-texts.ts'

/** What one value of a String or Arn condition matches. */
type Shape =
  | { readonly kind: 'never' }
  | { readonly kind: 'text'; readonly pattern: Pattern; readonly open: boolean }
  | { readonly kind: 'arn'; readonly parts: ArnParts; readonly open: boolean }

/** The values that the evaluator cannot decide by the text alone. */
export function openValues(written: Written, known: KnownKeys): readonly OpenValue[] {
  if (!/^(?:String|Arn)/.test(written.condition.operator)) return []
  return written.condition.values.flatMap((value) => {
    const shape = shapeOf(written, value, known)
    return shape.kind !== 'never' && shape.open ? [{ id: idOf(written, value), value }] : []
  })
}

export function sampleTexts(
  readings: readonly Reading[],
  known: KnownKeys,
  effort: Effort,
): readonly Sample[] {
  const patterns: Pattern[] = []
  const open: (string | undefined)[] = []
  for (const [shape, id] of shapes(readings, known)) {
    if (shape.kind !== 'text') continue
    patterns.push(shape.pattern)
    open.push(shape.open ? id : undefined)
  }
  return expand(tellTexts(patterns, effort, { prefer: ['example', 'other'] }), open, effort)
}

export function sampleArns(
  readings: readonly Reading[],
  known: KnownKeys,
  effort: Effort,
): readonly Sample[] {
  const patterns: ArnParts[] = []
  const open: (string | undefined)[] = []
  for (const [shape, id] of shapes(readings, known)) {
    if (shape.kind !== 'arn') continue
    patterns.push(shape.parts)
    open.push(shape.open ? id : undefined)
  }
  return [...expand(tellArns(patterns, effort), open, effort), plainSample('example')]
}

/** Once for each value that readings have in common. */
function shapes(readings: readonly Reading[], known: KnownKeys): Iterable<[Shape, string]> {
  const found = new Map<string, [Shape, string]>()
  for (const reading of readings) {
    for (const value of reading.condition.values) {
      const id = idOf(reading, value)
      if (!found.has(id)) found.set(id, [shapeOf(reading, value, known), id])
    }
  }
  return found.values()
}

function expand(
  told: readonly Told[],
  open: readonly (string | undefined)[],
  effort: Effort,
): readonly Sample[] {
  return told.flatMap(({ mask, example }) => {
    const possible = open.filter((id, index) => id !== undefined && (mask >> BigInt(index)) & 1n)
    const ids = [...new Set(possible.filter((id) => id !== undefined))]
    return choices(example, ids, () => {
      effort.spend()
    })
  })
}

type Written = Pick<Reading, 'condition' | 'version'>

function idOf({ condition, version }: Written, value: string): string {
  return `${version} ${modeOf(condition.operator)} ${value}`
}

function modeOf(operator: string): 'arn' | 'equals' | 'fold' | 'like' {
  if (operator.startsWith('Arn')) return 'arn'
  if (operator.endsWith('IgnoreCase')) return 'fold'
  return operator.endsWith('Like') ? 'like' : 'equals'
}

function shapeOf({ condition, version }: Written, value: string, known: KnownKeys): Shape {
  const mode = modeOf(condition.operator)
  if (mode === 'arn') {
    const arn = fillArn(value, version, known)
    return arn === undefined ? { kind: 'never' } : { kind: 'arn', ...arn }
  }
  const template = readTemplate(value, version)
  const filled = fill(mode === 'like' ? template : withoutWildcards(template), known)
  if (filled === undefined) return { kind: 'never' }
  const pattern = mode === 'fold' ? foldedPattern(filled.pieces) : patternOf(filled.pieces)
  // Where lower case is no matter of single characters, nothing is assumed of what matches.
  if (pattern === undefined) return { kind: 'text', pattern: anyText, open: true }
  return { kind: 'text', pattern, open: filled.open }
}

/** Where wildcards are plain characters. */
function withoutWildcards(template: Template): Template {
  return template.map((part) => (isVariable(part) ? part : plainText([part])))
}
