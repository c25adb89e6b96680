import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderMarkdown } from './markdown.ts'
import { sampleReport } from './sample.test-support.ts'

describe('the review in Markdown', () => {
  const text = renderMarkdown(sampleReport)

  it('has the tables first, then each control with its evidence', () => {
    assert.match(text, /^# Security review\n\n\*\*Remediate\*\*: 1 pass, 1 to review/)
    assert.match(
      text,
      /^\| \[Authentication\]\(#authentication\) \| Pass \| All checks pass\. \|$/m,
    )
    assert.match(
      text,
      /\| Review \(accepted\) \| Title of certificates: No certificate was given\. \|$/m,
    )
    assert.match(text, /^\| tables-under-keys \| worse \| Pass \| Remediate \|$/m)
    assert(
      text.indexOf('| [Encryption at rest]') < text.indexOf('## Encryption at rest: Remediate'),
    )
    assert.match(text, /SHA-256 of the answer `(ab){32}`/)
  })

  it('takes no markup from what a server says', () => {
    const says = 'a | b <img src=x> **c** `d`'
    const answered = 'x\n```\n# not a heading'
    const [first, ...others] = sampleReport.checks
    assert(first !== undefined)
    const evidence = first.evidence.map((one) => ({ ...one, answered }))
    const checks = [{ ...first, status: 'review' as const, says, evidence }, ...others]
    const hostile = renderMarkdown({ ...sampleReport, checks })
    assert(hostile.includes('a \\| b \\<img src=x\\> \\*\\*c\\*\\* \\`d\\`'))
    assert(hostile.includes('````\n'))
  })
})
