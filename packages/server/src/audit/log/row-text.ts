import { assert } from '../../base/index.ts'
import type { ParameterTemplate } from '../records/parameter-templates.ts'
import type { RecordShape } from '../records/record-shape.ts'
import type { KeptEvent } from './kept-event.ts'

/** What a row says, before it is taken apart. */
export interface RowText {
  readonly text: string
  /** Each line is an event that is whole, as in rows of earlier versions. */
  readonly isPlain: boolean
}

/** The shapes of a row, and whether it has events without one: found without taking it apart. */
export function contentsOf({ text, isPlain }: RowText): {
  readonly shapes: readonly RecordShape[]
  readonly whole: boolean
} {
  if (isPlain) return { shapes: [], whole: true }
  const shapes: RecordShape[] = []
  let at = text.startsWith('=') ? 0 : nextShape(text, 0)
  while (at >= 0) {
    shapes.push(text.slice(at + 1, endOfLine(text, at)))
    at = nextShape(text, at)
  }
  return { shapes, whole: text.startsWith('- ') || text.includes('\n- ') }
}

/** A shape of a row that is read. */
interface ReadShape {
  readonly shape: RecordShape
  readonly isWanted: boolean
  readonly isRare: boolean
  /** Of its last event, in milliseconds without the last three digits. */
  second: string
}

/**
 * The events of a row in their order. `wanted`: asked with the shape of each, if it has one; `rare`: whether of those of
 * a shape one a second is enough.
 */
export function* eventsOf(
  { text, isPlain }: RowText,
  wanted: (shape: RecordShape | undefined) => boolean,
  rare: (shape: RecordShape) => boolean = () => false,
): Generator<KeptEvent> {
  const shapes: ReadShape[] = []
  const templates: ParameterTemplate[] = []
  const wantsWhole = wanted(undefined)
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at)
    if (isPlain) {
      yield openLine(text.slice(at, end), 0, undefined, undefined)
    } else if (text[at] === '~') {
      templates.push(text.slice(at + 1, end))
    } else if (text[at] === '=') {
      const shape = text.slice(at + 1, end)
      shapes.push({ shape, isWanted: wanted(shape), isRare: rare(shape), second: '' })
    } else if (text[at] === '-') {
      if (wantsWhole) yield openLine(text.slice(at, end), 2, undefined, undefined)
    } else {
      const from = text.indexOf(' ', at) + 1
      const [shape, template] = text.slice(at, from - 1).split('~')
      const known = shapes[Number(shape)]
      assert(known !== undefined, 'an event follows its shape')
      if (known.isWanted && !(known.isRare && isOfSecond(text, from, known))) {
        const line = text.slice(from, end)
        yield openLine(
          line,
          0,
          known.shape,
          template === undefined ? template : templates[Number(template)],
        )
      }
    }
    at = end + 1
  }
}

/** Whether an event is of the second of the last one of its shape; notes its own. */
function isOfSecond(text: string, from: number, known: ReadShape): boolean {
  const { second } = known
  const isSame = second !== '' && text.startsWith(second, from)
  if (isSame && text[from + second.length + 3] === ' ') return true
  known.second = text.slice(from, Math.max(from, text.indexOf(' ', from) - 3))
  return false
}

function nextShape(text: string, from: number): number {
  const before = text.indexOf('\n=', from)
  return before < 0 ? -1 : before + 1
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** `from`: where its envelope begins. */
function openLine(
  line: string,
  from: number,
  shape: RecordShape | undefined,
  template: ParameterTemplate | undefined,
): KeptEvent {
  const flags = line.indexOf(' ', from) + 1
  const eventId = flags + 3
  const record = line.indexOf(' ', eventId) + 1
  assert(
    flags > from && record > eventId && (shape !== undefined || line.startsWith('{', record)),
    'a line of the audit log has an envelope and a record',
  )
  return {
    at: Number(line.slice(from, flags - 1)),
    delivered: line[flags] === 'd',
    awaits: line[flags + 1] === 'a',
    eventId: line.slice(eventId, record - 1),
    shape,
    template,
    record: line.slice(record),
  }
}
