import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderOscal } from './oscal.ts'
import { sampleReport } from './sample.test-support.ts'

interface Linked {
  readonly 'assessment-results': {
    readonly results: readonly [
      {
        readonly observations: readonly { readonly uuid: string }[]
        readonly risks: readonly { readonly uuid: string; readonly status: string }[]
        readonly findings: readonly {
          readonly target: {
            readonly 'target-id': string
            readonly status: { readonly state: string }
          }
          readonly 'related-observations': readonly { readonly 'observation-uuid': string }[]
          readonly 'related-risks'?: readonly { readonly 'risk-uuid': string }[]
        }[]
      },
    ]
  }
}

describe('OSCAL assessment results', () => {
  const text = renderOscal(sampleReport)
  const written = JSON.parse(text) as Linked
  const [result] = written['assessment-results'].results

  it('are the same for the same report, and have no id twice', () => {
    assert.equal(renderOscal(sampleReport), text)
    const ids = [...text.matchAll(/"uuid": "([^"]+)"/g)].map(([, id]) => id)
    assert(ids.length > 10)
    assert.equal(new Set(ids).size, ids.length)
    assert.notEqual(
      renderOscal({ ...sampleReport, id: '00000000-0000-4000-8000-000000000000' }),
      text,
    )
  })

  it('tell of each control whether it is satisfied, and by which observations and risks', () => {
    const seen = new Set(result.observations.map(({ uuid }) => uuid))
    const risks = new Map(result.risks.map(({ uuid, status }) => [uuid, status]))
    const told = result.findings.map((finding) => {
      for (const one of finding['related-observations']) assert(seen.has(one['observation-uuid']))
      const open = finding['related-risks']?.map((one) => risks.get(one['risk-uuid']))
      return [finding.target['target-id'], finding.target.status.state, open]
    })
    assert.deepEqual(told, [
      ['authentication', 'satisfied', undefined],
      ['encryption-at-rest', 'not-satisfied', ['open']],
      ['need-compliance', 'not-satisfied', ['deviation-approved']],
    ])
  })
})
