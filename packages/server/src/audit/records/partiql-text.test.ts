import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { redactStatement } from './partiql-text.ts'

const keyNames = (table: string): readonly string[] => (table === 'Music' ? ['Artist', 'Song'] : [])
const redact = (statement: string): string => redactStatement(statement, keyNames)
const gone = '***(Redacted)'

test('keeps what key attributes are compared with, and no other value', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      `SELECT * FROM "Music" WHERE "Artist" = 'Acme' AND Year >= 1990 AND note = 'secret'`,
      `SELECT * FROM "Music" WHERE "Artist" = 'Acme' AND Year >= ${gone} AND note = ${gone}`,
    ],
    [
      `INSERT INTO "Music" VALUE {'Artist': 'Acme', 'Song': 'x', 'n': 1}`,
      `INSERT INTO "Music" VALUE {${gone}: ${gone}, ${gone}: ${gone}, ${gone}: ${gone}}`,
    ],
    [
      `UPDATE Music SET note='it''s', n = n + 5 WHERE Artist='A' AND Song = 'B'`,
      `UPDATE Music SET note=${gone}, n = n + ${gone} WHERE Artist='A' AND Song = 'B'`,
    ],
    [
      `DELETE FROM Other WHERE Artist = 'A' AND ok = true`,
      `DELETE FROM Other WHERE Artist = ${gone} AND ok = ${gone}`,
    ],
    [
      `SELECT * FROM Music WHERE a.Artist = 'x' AND Artist IN ['a', 'b']`,
      `SELECT * FROM Music WHERE a.Artist = ${gone} AND Artist IN [${gone}, ${gone}]`,
    ],
    [`SELECT * FROM Music WHERE Artist = 'open`, gone],
  ]
  for (const [statement, shown] of cases) assert.equal(redact(statement), shown)
})

test('shows nothing of a value that no key is compared with, however it is written', () => {
  const secret = 'S3CR3T'
  const around = fc.string({ maxLength: 12 }).map((text) => text.replaceAll("'", "''"))
  const value = fc.tuple(around, around).map(([a, b]) => `'${a}${secret}${b}'`)
  const form = fc.constantFrom(
    (v: string) => `INSERT INTO Music VALUE {'Artist': ${v}}`,
    (v: string) => `UPDATE Music SET a = ${v} WHERE Artist = 'k'`,
    (v: string) => `SELECT * FROM Music WHERE begins_with(note, ${v})`,
    (v: string) => `SELECT * FROM Music WHERE note <> ${v} OR contains(Artist, ${v})`,
    (v: string) => `UPDATE Music SET l = [1, ${v}], s = <<${v}>> WHERE Artist = 'k'`,
  )
  fc.assert(
    fc.property(form, value, (make, text) => {
      assert.ok(!redact(make(text)).includes(secret))
    }),
  )
})
