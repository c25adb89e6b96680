import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compare, parseReport } from './baseline.ts'
import type { Report, Status } from './model.ts'

function report(checks: Readonly<Record<string, Status>>): Report {
  const list = Object.entries(checks).map(([id, status]) => ({ id, status }))
  return {
    format: 'strongroom-assessment-1',
    started: '2027-01-01T00:00:00Z',
    checks: list,
  } as unknown as Report
}

describe('a baseline', () => {
  it('shows what became better or worse, came and went', () => {
    const before = report({ same: 'pass', up: 'remediate', down: 'pass', gone: 'review' })
    const after = report({ same: 'pass', up: 'review', down: 'remediate', fresh: 'pass' })
    assert.deepEqual(compare(before, after.checks), [
      { id: 'up', kind: 'better', before: 'remediate', after: 'review' },
      { id: 'down', kind: 'worse', before: 'pass', after: 'remediate' },
      { id: 'fresh', kind: 'new', after: 'pass' },
      { id: 'gone', kind: 'gone', before: 'review' },
    ])
  })

  it('is a report, and nothing else', () => {
    const good = report({ a: 'pass' })
    assert.deepEqual(parseReport(JSON.stringify(good)), good)
    for (const text of ['', '[]', 'null', '{}', '{"format":"strongroom-assessment-1"}']) {
      assert.equal(typeof parseReport(text), 'string', text)
    }
    const odd = { ...good, checks: [{ id: 'a', status: 'fine' }] }
    assert.equal(typeof parseReport(JSON.stringify(odd)), 'string')
  })
})
