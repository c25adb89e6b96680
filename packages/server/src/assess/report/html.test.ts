import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderHtml } from './html.ts'
import { sampleReport } from './sample.test-support.ts'

describe('the review as a page', () => {
  const page = renderHtml(sampleReport)

  it('opens with the tables, and folds the evidence of each control', () => {
    assert(page.startsWith('<!doctype html>'))
    const table = page.indexOf('<table>')
    const evidence = page.indexOf('<details><summary>1 piece of evidence</summary>')
    assert(table > 0 && evidence > table)
    assert.match(page, /<a href="#encryption-at-rest">Encryption at rest<\/a>/)
    assert.match(page, /<article id="encryption-at-rest" class="control">/)
    assert.match(page, /aria-label="Of 3 controls: 1 Pass, 1 Review, 1 Remediate"/)
    assert.match(page, /Accepted until 2027-03-31: The audit is planned/)
  })

  it('needs nothing from elsewhere and runs nothing', () => {
    assert(!/<script|<link|<img|@import|url\(|\son\w+=/i.test(page))
    assert.match(
      page,
      /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/,
    )
  })

  it('takes no markup from what a server says', () => {
    assert(page.includes('&lt;b&gt;Music&lt;/b&gt;'))
    assert(!page.includes('<b>Music'))
    const hostile = '"><script>alert(1)</script>'
    const target = { ...sampleReport.target, endpoint: hostile, assessor: hostile }
    const checks = sampleReport.checks.map((check) => ({
      ...check,
      says: hostile,
      title: hostile,
      evidence: check.evidence.map((one) => ({ ...one, asked: hostile, answered: hostile })),
    }))
    assert(!renderHtml({ ...sampleReport, target, checks }).includes('<script'))
  })
})
