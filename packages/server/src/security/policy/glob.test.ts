import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileGlob, compileMatch, globMatches } from './glob.ts'
import { anyOne, anyRun, type Piece } from './template.ts'

/** Tries everything: the slow and obviously right twin. */
function matches(pieces: readonly Piece[], text: string): boolean {
  const [first, ...rest] = pieces
  if (first === undefined) return text === ''
  if (first === anyOne) return text !== '' && matches(rest, text.slice(1))
  if (first === anyRun) {
    return Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some((left) =>
      matches(rest, left),
    )
  }
  return text.startsWith(first) && matches(rest, text.slice(first.length))
}

test('patterns match what trying everything matches', () => {
  const piece = fc.constantFrom<Piece>('a', 'b', 'ab', '?', '*', anyOne, anyRun)
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '?', '*', 'ä'), maxLength: 8 })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), text, (pieces, given) => {
      const expected = matches(pieces, given)
      assert.equal(globMatches(compileGlob(pieces), given), expected)
      assert.equal(compileMatch(pieces)(given), expected)
      assert.equal(globMatches(compileGlob(pieces), `xy${given}`, 2), expected)
    }),
    { numRuns: 5000 },
  )
})
