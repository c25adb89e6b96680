import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Problem } from './report.ts'
import { hourMs, makeSigner, publicOf, start, TestTrail } from './trail.test-support.ts'
import { recordsKey } from './names.ts'
import { validateTrails, type ValidationOptions } from './validate.ts'

const signer = makeSigner()
const keys = new Map([publicOf(signer)])

async function firstProblem(
  trail: TestTrail,
  options: Partial<ValidationOptions> = {},
): Promise<Pick<Problem, 'kind' | 'file' | 'record'> | undefined> {
  const report = await validateTrails(trail, keys, { until: trail.until, ...options })
  assert.equal(report.valid, report.problems.length === 0)
  const [first] = report.problems
  if (first === undefined) return undefined
  const { kind, file, record } = first
  return record === undefined ? { kind, file } : { kind, file, record }
}

interface Tampering {
  readonly name: string
  readonly tamper: (trail: TestTrail) => void
  /** What is expected to be named. */
  readonly expected: (trail: TestTrail) => Pick<Problem, 'kind' | 'file' | 'record'>
}

/** A file in the middle of the trail, and its neighbour. */
function file(trail: TestTrail, n = 1): string {
  const key = trail.files[2]?.[n]
  assert.ok(key !== undefined)
  return key
}

function digest(trail: TestTrail, hour: number): string {
  const key = trail.digests.at(hour)
  assert.ok(key !== undefined)
  return key
}

const tamperings: Tampering[] = [
  {
    name: 'a record that is changed',
    tamper: (t) => {
      t.editRecords(file(t), (all) =>
        all.map((record, index) => (index === 1 ? { ...record, userIdentity: {} } : record)),
      )
    },
    expected: (t) => ({ kind: 'altered', file: file(t), record: 'e4-1' }),
  },
  {
    name: 'a record that is dropped',
    tamper: (t) => {
      t.editRecords(file(t), ([a, , c]) => [a, c].filter((one) => one !== undefined))
    },
    expected: (t) => ({ kind: 'missing', file: file(t), record: 'e4-1' }),
  },
  {
    name: 'the last record of a file dropped',
    tamper: (t) => {
      t.editRecords(file(t), (all) => all.slice(0, -1))
    },
    expected: (t) => ({ kind: 'missing', file: file(t), record: 'e4-2' }),
  },
  {
    name: 'a record that is duplicated',
    tamper: (t) => {
      t.editRecords(file(t), (all) => [...all.slice(0, 1), ...all])
    },
    expected: (t) => ({ kind: 'duplicated', file: file(t), record: 'e4-0' }),
  },
  {
    name: 'records that are reordered',
    tamper: (t) => {
      t.editRecords(file(t), (all) => all.toReversed())
    },
    expected: (t) => ({ kind: 'reordered', file: file(t), record: 'e4-2' }),
  },
  {
    name: 'a record that is inserted',
    tamper: (t) => {
      t.editRecords(file(t), (all) => [
        ...all.slice(0, 1),
        { eventID: 'forged', eventTime: '2026-11-25T00:00:00Z' },
        ...all.slice(1),
      ])
    },
    expected: (t) => ({ kind: 'inserted', file: file(t), record: 'forged' }),
  },
  {
    name: 'text around the records',
    tamper: (t) => {
      t.edit(file(t), (text) => `${text} `)
    },
    expected: (t) => ({ kind: 'altered', file: file(t) }),
  },
  {
    name: 'a log file with its list of fingerprints altered to fit',
    tamper: (t) => {
      t.editRecords(file(t), (all) => all.slice(1))
      t.edit(recordsKey(file(t)), (text) => text.replace(/"e4-0 [^"]*",/, ''))
    },
    expected: (t) => ({ kind: 'altered', file: recordsKey(file(t)) }),
  },
  {
    name: 'a log file that is no gzip any more',
    tamper: (t) => {
      t.objects.set(file(t), { body: Buffer.from('{}'), metadata: {} })
    },
    expected: (t) => ({ kind: 'altered', file: file(t) }),
  },
  {
    name: 'a log file that is dropped',
    tamper: (t) => {
      t.objects.delete(file(t))
    },
    expected: (t) => ({ kind: 'missing', file: file(t) }),
  },
  {
    name: 'log files that are exchanged',
    tamper: (t) => {
      t.swap(file(t, 0), file(t, 1))
    },
    expected: (t) => ({ kind: 'reordered', file: file(t, 0) }),
  },
  {
    name: 'a log file that is inserted',
    tamper: (t) => {
      t.addFile(start + 2 * hourMs + 60_000)
    },
    expected: (t) => ({ kind: 'inserted', file: inserted(t) }),
  },
  {
    name: 'a log file that is duplicated under another name',
    tamper: (t) => {
      const object = t.objects.get(file(t))
      assert.ok(object !== undefined)
      t.objects.set(file(t).replace(/x{4}/, 'copy'), object)
    },
    expected: (t) => ({ kind: 'duplicated', file: file(t).replace(/x{4}/, 'copy') }),
  },
  {
    name: 'a file of a strange name',
    tamper: (t) => {
      t.objects.set(`${file(t)}.bak`, { body: Buffer.alloc(0), metadata: {} })
    },
    expected: (t) => ({ kind: 'inserted', file: `${file(t)}.bak` }),
  },
  {
    name: 'a digest that is altered',
    tamper: (t) => {
      t.edit(digest(t, 2), (text) => text.replace(/"logFiles":\[.*\]/, '"logFiles":[]'))
    },
    expected: (t) => ({ kind: 'altered', file: digest(t, 2) }),
  },
  {
    name: 'a digest without its signature',
    tamper: (t) => {
      const body = t.objects.get(digest(t, 2))?.body ?? Buffer.alloc(0)
      t.objects.set(digest(t, 2), { body, metadata: {} })
    },
    expected: (t) => ({ kind: 'altered', file: digest(t, 2) }),
  },
  {
    name: 'a digest that is dropped',
    tamper: (t) => {
      t.objects.delete(digest(t, 2))
    },
    expected: (t) => ({ kind: 'missing', file: digest(t, 2) }),
  },
  {
    name: 'the oldest digest that is dropped with its files',
    tamper: (t) => {
      t.objects.delete(digest(t, 0))
      for (const key of t.files[0] ?? []) t.objects.delete(key)
    },
    expected: (t) => ({ kind: 'missing', file: digest(t, 0) }),
  },
  {
    name: 'a whole hour that is dropped, digest and files',
    tamper: (t) => {
      t.objects.delete(digest(t, 2))
      for (const key of t.files[2] ?? []) {
        t.objects.delete(key)
        t.objects.delete(recordsKey(key))
      }
    },
    expected: (t) => ({ kind: 'missing', file: digest(t, 2) }),
  },
  {
    name: 'digests that are exchanged',
    tamper: (t) => {
      t.swap(digest(t, 2), digest(t, 3))
    },
    expected: (t) => ({ kind: 'reordered', file: digest(t, 2) }),
  },
  {
    name: 'a digest replaced by one that the key of another signed',
    tamper: (t) => {
      replaceDigest(t, new TestTrail(makeSigner()))
    },
    expected: (t) => ({ kind: 'untrusted', file: digest(t, 2) }),
  },
  {
    name: 'a digest replaced by another that the same key signed',
    tamper: (t) => {
      replaceDigest(t, new TestTrail(signer, 3, 100))
    },
    expected: (t) => ({ kind: 'replaced', file: digest(t, 2) }),
  },
]

/** Puts the digest of another trail's third hour in place of this one's. */
function replaceDigest(t: TestTrail, other: TestTrail): void {
  const object = other.objects.get(digest(t, 2))
  assert.ok(object !== undefined)
  t.objects.set(digest(t, 2), object)
}

function inserted(t: TestTrail): string {
  const known = new Set(t.files.flat())
  const key = [...t.objects.keys()].find((one) => one.includes('/CloudTrail/') && !known.has(one))
  assert.ok(key !== undefined)
  return key
}

describe('a trail', () => {
  test('that is as it was delivered is valid', async () => {
    const trail = new TestTrail(signer)
    let last = [0, 0]
    const report = await validateTrails(trail, keys, {
      until: trail.until,
      progress: (done, all) => (last = [done, all]),
    })
    assert.deepEqual(report.problems, [])
    assert.deepEqual(
      [report.valid, report.digests, report.logFiles, report.records, report.uncovered],
      [true, 5, 12, 36, 0],
    )
    assert.deepEqual([report.from, report.to], ['2026-11-24T22:30:10Z', '2026-11-25T03:30:10Z'])
    assert.deepEqual(last, [trail.objects.size, trail.objects.size])
  })

  for (const { name, tamper, expected } of tamperings) {
    test(`with ${name} is found out`, async () => {
      const trail = new TestTrail(signer)
      tamper(trail)
      assert.deepEqual(await firstProblem(trail), expected(trail))
    })
  }

  test('whose newest hour was cut is found out', async () => {
    const trail = new TestTrail(signer)
    trail.objects.delete(digest(trail, -1))
    for (const key of trail.files.at(-1) ?? []) trail.objects.delete(key)
    const before = await firstProblem(trail)
    assert.equal(before, undefined, 'an hour is not missed before its digest is due')
    const problem = await firstProblem(trail, { until: trail.until + hourMs / 2 })
    assert.deepEqual(problem, { kind: 'missing', file: digest(trail, -2) })
  })

  test('has files that no digest covers yet', async () => {
    const trail = new TestTrail(signer)
    trail.addFile(trail.until + 60_000)
    const report = await validateTrails(trail, keys, { until: trail.until + 120_000 })
    assert.deepEqual([report.valid, report.uncovered], [true, 1])
  })

  test('can be validated from a moment on', async () => {
    const trail = new TestTrail(signer)
    trail.objects.delete(digest(trail, 0))
    for (const key of trail.files[0] ?? []) trail.objects.delete(key)
    assert.equal(await firstProblem(trail, { from: start + 2 * hourMs }), undefined)
    assert.equal(await firstProblem(trail, { from: start + 1.5 * hourMs }), undefined)
  })

  test('without digests proves nothing', async () => {
    const trail = new TestTrail(signer, 0)
    trail.addFile(start)
    assert.equal((await firstProblem(trail))?.kind, 'missing')
  })
})
