import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderOscal } from '../../../src/assess/report/oscal.ts'
import { sampleReport } from '../../../src/assess/report/sample.test-support.ts'
import { oscalProblems, oscalSchema } from './validate.ts'

type Json = Record<string, unknown>

/** Members of a document, by a path such as `results.0.findings.0`. */
function at(document: unknown, path: string): Json {
  return path
    .split('.')
    .filter(Boolean)
    .reduce((found: unknown, name) => (found as Json)[name], document) as Json
}

/** A valid document in which something was changed below its root. */
function broken(path: string, change: (part: Json) => void): unknown {
  const document = JSON.parse(renderOscal(sampleReport)) as Json
  change(at(document['assessment-results'], path))
  return document
}

describe('the schema of assessment results', () => {
  it('has a definition for each reference, and a use of each definition', () => {
    const text = JSON.stringify(oscalSchema)
    const used = [...text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name]) => name)
    assert(used.length > 400)
    assert.deepEqual([...new Set(used)].sort(), Object.keys(oscalSchema.definitions).sort())
  })

  it('closes every object', () => {
    const open: string[] = []
    JSON.stringify(oscalSchema, (name, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('properties' in value)) return value
      // Where it is a member of documents, it is a schema; where it holds schemas, one for each member.
      const closed = 'additionalProperties' in value && value.additionalProperties === false
      if (!closed && name !== 'properties') open.push(name)
      return value
    })
    assert.deepEqual(open, [])
  })
})

describe('a report as assessment results', () => {
  it('is valid, and names the version of the schema', () => {
    const document = JSON.parse(renderOscal(sampleReport)) as Json
    assert.deepEqual(oscalProblems(document), [])
    const version = at(document, 'assessment-results.metadata')['oscal-version']
    assert.equal(
      oscalSchema.$id,
      `http://csrc.nist.gov/ns/oscal/${String(version)}/oscal-ar-schema.json`,
    )
  })

  it('is valid when nothing is open, when nothing was looked at, and with words of any form', () => {
    const passed = sampleReport.checks.map((check) => ({ ...check, status: 'pass' as const }))
    const words = { reason: ' two\nlines ', until: '2027-03-31' }
    const told = sampleReport.checks.map((check) => ({
      ...check,
      says: '\n',
      waiver: { id: check.id, ...words },
      evidence: check.evidence.map((one) => ({ ...one, answered: '' })),
    }))
    const nothing = sampleReport.controls.map((control) => ({ ...control, checks: [] }))
    const waivers = sampleReport.controls.map(({ id }) => ({ id, ...words, expired: false }))
    for (const report of [
      { ...sampleReport, checks: passed },
      { ...sampleReport, checks: told, waivers },
      { ...sampleReport, checks: [], controls: nothing },
      { ...sampleReport, target: { ...sampleReport.target, assessor: '', endpoint: '' } },
    ]) {
      assert.deepEqual(oscalProblems(JSON.parse(renderOscal(report))), [])
    }
  })

  const wrong: readonly (readonly [string, string, (part: Json) => void, RegExp])[] = [
    ['no uuid', 'results.0.observations.0', (part) => delete part['uuid'], /property 'uuid'/],
    [
      'a uuid of version 1',
      '',
      (part) => (part['uuid'] = '6b1f9f0e-5b1c-1a0e-9b59-0f7c1f2d3e4a'),
      /^\/assessment-results\/uuid must match/,
    ],
    ['no plan', '', (part) => delete part['import-ap'], /property 'import-ap'/],
    ['no result', '', (part) => (part['results'] = []), /fewer than 1/],
    [
      'a wrong token',
      'results.0.findings.0.target',
      (part) => (part['target-id'] = 'two words'),
      /target-id must match/,
    ],
    [
      'a state of our own',
      'results.0.findings.0.target.status',
      (part) => (part['state'] = 'review'),
      /allowed values/,
    ],
    [
      'a member of our own',
      'results.0.observations.0',
      (part) => (part['status'] = 'pass'),
      /additional properties status/,
    ],
    [
      'a member of our own in a choice',
      'results.0.reviewed-controls.control-selections.0',
      (part) => (part['more'] = 1),
      /additional properties more/,
    ],
    ['a day for a time', 'results.0', (part) => (part['start'] = '2027-01-02'), /start must match/],
    [
      'a title of two lines',
      'results.0',
      (part) => (part['title'] = 'two\nlines'),
      /title must match/,
    ],
    ['an empty value', 'results.0.props.0', (part) => (part['value'] = ''), /value must match/],
    [
      'a namespace that is no URI',
      'results.0.props.0',
      (part) => (part['ns'] = 'ours'),
      /ns must match/,
    ],
    [
      'no words of a finding',
      'results.0.findings.0',
      (part) => delete part['description'],
      /property 'description'/,
    ],
  ]
  for (const [what, path, change, problem] of wrong) {
    it(`is not valid with ${what}`, () => {
      const problems = oscalProblems(broken(path, change))
      assert(
        problems.some((one) => problem.test(one)),
        problems.join('\n'),
      )
    })
  }
})
