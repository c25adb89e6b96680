import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sampleReport } from './sample.test-support.ts'
import { renderTerminal, terminalColumns } from './terminal.ts'

describe('the table of a terminal', () => {
  const colours = /\u001b\[\d+m/g

  it('fits its columns, and says the same with and without colour', () => {
    const plain = renderTerminal(sampleReport, false)
    const coloured = renderTerminal(sampleReport, true)
    assert.match(coloured, colours)
    assert.equal(coloured.replaceAll(colours, ''), plain)
    for (const line of plain.split('\n')) assert(line.length <= terminalColumns, line)
  })

  it('shows every status, what is found, what changed, is accepted and was left behind', () => {
    const text = renderTerminal(sampleReport, false)
    assert.match(text, /^\+ Pass {8}Authentication {18}1 of 1 checks pass$/m)
    assert.match(text, /^! Remediate {3}Encryption at rest/m)
    assert.match(text, /^\? Review\* {5}/m)
    assert.match(text, /^ {14}! {2}tables-under-keys: The tables/m)
    assert.match(text, /^ {2}worse {2}tables-under-keys: Pass -> Remediate$/m)
    assert.match(text, /^ {2}certificates: The audit is planned \(until 2027-03-31\)$/m)
    assert.match(text, /^ {2}table strongroom-assess-1/m)
    assert.match(
      text,
      /^Remediate: 1 pass, 1 to review, 1 to remediate; 1 of these accepted for a time$/m,
    )
  })
})
