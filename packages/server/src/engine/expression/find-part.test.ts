import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesHold, textHolds } from './find-part.ts'

const runs = fc.array(
  fc.tuple(
    fc.constantFrom('a', 'b', 'ab', 'aab', 'ä', '\u{1f600}'),
    fc.integer({ min: 1, max: 900 }),
  ),
  { minLength: 1, maxLength: 6 },
)
const made = (parts: readonly (readonly [string, number])[]): string =>
  parts.map(([text, times]) => text.repeat(times)).join('')

test('a part is found where the engine’s own search finds it', () => {
  fc.assert(
    fc.property(runs, runs, fc.nat(), fc.nat(5000), (whole, other, start, length) => {
      const text = made(whole)
      const from = start % text.length
      for (const part of [made(other), text.slice(from, from + length), `${text.slice(from)}a`]) {
        assert.equal(textHolds(text, part), text.includes(part))
        const [all, some] = [Buffer.from(text), Buffer.from(part)]
        assert.equal(bytesHold(all, some), all.includes(some))
      }
    }),
    { numRuns: 400 },
  )
})

test('what a client chose to be found late is not searched for long', { timeout: 20_000 }, () => {
  const text = 'a'.repeat(390_000)
  const part = `${'a'.repeat(190_000)}b${'a'.repeat(190_000)}`
  const bytes = Buffer.from(text)
  // Each of these took a quarter of a minute.
  for (let time = 0; time < 20; time++) {
    assert.equal(textHolds(text, part), false)
    assert.equal(bytesHold(bytes, Buffer.from(part)), false)
  }
})
