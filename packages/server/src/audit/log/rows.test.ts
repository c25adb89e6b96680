import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import type { RowSealer } from '../../base/index.ts'
import { noStamp } from '../../storage/stamps.ts'
import { hole } from '../records/record-shape.ts'
import type { KeptEvent } from './kept-event.ts'
import { noteOf, RowLines } from './row-lines.ts'
import { contentsOf, eventsOf } from './row-text.ts'
import { entryRow, lanePrefix, linesRow, notesRow, openEntryRow, openRowText } from './rows.ts'

/** Seals nothing. */
const open: RowSealer = {
  seal: (_owner, _key, head, body) => Buffer.concat([head, body]),
  open: (_owner, _key, value) => value,
}
const id = Buffer.alloc(16, 3)
const key = Buffer.concat([lanePrefix(0), noStamp, id])

const shape = (name: string): string =>
  `{"eventTime":"${hole}","eventName":"${name}","requestParameters":${hole},"requestID":"${hole}","eventID":"${hole}"}`

const plain = { delivered: true, awaits: false, shape: undefined, template: undefined }
const events: readonly KeptEvent[] = [
  { ...plain, at: 1, eventId: 'e1', shape: shape('A'), record: 'r1 {"k":1}' },
  { ...plain, at: 2, awaits: true, eventId: 'e2', record: '{"whole":1}' },
  { ...plain, at: 3, delivered: false, eventId: 'e3', shape: shape('B'), record: 'r3 null' },
  { ...plain, at: 4, eventId: 'e4', shape: shape('A'), record: 'r4 {"k":"="}' },
]
const templated: readonly KeptEvent[] = [
  ...events,
  { ...plain, at: 5, eventId: 'e5', shape: shape('A'), template: '{"t":1}', record: 'r5 ' },
  {
    ...plain,
    at: 6,
    eventId: 'e6',
    shape: shape('A'),
    template: `{"t":${hole}}`,
    record: 'r6 "~"',
  },
  { ...plain, at: 7, eventId: 'e7', shape: shape('B'), template: '{"t":1}', record: 'r7 ' },
]

/** Of a size that has to grow. */
function linesOf(some: readonly KeptEvent[]): RowLines {
  const lines = new RowLines(16)
  for (const event of some) lines.add(noteOf(event))
  return lines
}

function opened(value: Buffer | undefined): readonly KeptEvent[] {
  assert.ok(value)
  return openEntryRow(open, { key, value, version: 1 })
}

test('what is kept in a row is read from it, whatever its form', async () => {
  for (const some of [events, templated, templated.toReversed()]) {
    assert.deepEqual(opened(notesRow(open, 0, id, some.map(noteOf)).value), some)
    assert.deepEqual(opened((await linesRow(open, 0, id, linesOf(some))).value), some)
  }
  for (const event of templated) {
    assert.deepEqual(opened(entryRow(open, 0, id, event).value), [event])
    assert.deepEqual(opened((await linesRow(open, 0, id, linesOf([event]))).value), [event])
  }
})

test('what a row is made of is found without taking it apart', () => {
  const contents = (some: readonly KeptEvent[]) => {
    const { value } = notesRow(open, 0, id, some.map(noteOf))
    assert.ok(value)
    return contentsOf(openRowText(open, { key, value, version: 1 }))
  }
  assert.deepEqual(contents(events), { shapes: [shape('A'), shape('B')], whole: true })
  assert.deepEqual(contents(templated), { shapes: [shape('A'), shape('B')], whole: true })
  const [a, whole, b] = events
  assert.ok(a && whole && b)
  assert.deepEqual(contents([a, a]), { shapes: [shape('A')], whole: false })
  assert.deepEqual(contents([whole]), { shapes: [], whole: true })
  assert.deepEqual(contents([whole, b, a]), { shapes: [shape('B'), shape('A')], whole: true })
})

test('only events of shapes that are wanted are taken out', () => {
  const { value } = notesRow(open, 0, id, events.map(noteOf))
  assert.ok(value)
  const row = openRowText(open, { key, value, version: 1 })
  const ids = (wanted: (shape: string | undefined) => boolean) =>
    [...eventsOf(row, wanted)].map(({ eventId }) => eventId)
  assert.deepEqual(
    ids((asked) => asked === shape('A')),
    ['e1', 'e4'],
  )
  assert.deepEqual(
    ids((asked) => asked === undefined),
    ['e2'],
  )
})

test('what events share is kept once', () => {
  const text = notesRow(open, 0, id, templated.map(noteOf)).value?.toString()
  assert.equal(text?.split('"eventName":"A"').length, 2)
  assert.equal(text.split('{"t":1}').length, 2)
})

test('rows of earlier versions are read', () => {
  const lines = [
    '1795600000000 d- 7d1e {"eventName":"PutItem","note":"0 1 ="}',
    '1795600000001 -a 7d1f {"eventName":"GetItem"}',
  ]
  const [first, second] = [
    {
      ...plain,
      at: 1795600000000,
      eventId: '7d1e',
      record: '{"eventName":"PutItem","note":"0 1 ="}',
    },
    {
      ...plain,
      at: 1795600000001,
      delivered: false,
      awaits: true,
      eventId: '7d1f',
      record: '{"eventName":"GetItem"}',
    },
  ]
  const text = Buffer.from(lines.join('\n'))
  assert.deepEqual(opened(Buffer.concat([Buffer.of(1), text])), [first, second])
  assert.deepEqual(opened(Buffer.concat([Buffer.of(2), deflateRawSync(text)])), [first, second])
})

test('where one a second is enough, the first of each second and shape is taken out', () => {
  const at = 1_764_064_800_000
  const some = [0, 5, 999, 1000, 1001, 2500, 2501].flatMap((ms) =>
    ['A', 'B'].map((name) => ({
      at: at + ms,
      delivered: true,
      awaits: false,
      eventId: `${name}${String(ms)}`,
      shape: shape(name),
      record: 'r null',
    })),
  )
  const row = notesRow(open, 0, id, some.map(noteOf))
  assert.ok(row.value)
  const text = openRowText(open, { key, value: row.value, version: 1 })
  const found = eventsOf(
    text,
    () => true,
    (its) => its === shape('A'),
  )
  assert.deepEqual(
    [...found].map(({ eventId }) => eventId),
    ['A0', 'B0', 'B5', 'B999', 'A1000', 'B1000', 'B1001', 'A2500', 'B2500', 'B2501'],
  )
})
