import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'

/** Steps back, and prints the priorities of its threads, by the number that Linux gives them. */
const program = `
  const { readdirSync, readFileSync } = require('node:fs')
  import(process.argv[1]).then(({ stepBack }) => {
    stepBack()
    const priorities = readdirSync('/proc/self/task').map((thread) => {
      const stat = readFileSync('/proc/self/task/' + thread + '/stat', 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
    })
    console.log(JSON.stringify(priorities))
  })`

const skip = process.platform === 'linux' ? false : 'threads are looked up in /proc'

describe('an assessment', { skip }, () => {
  it('lets others have the processor first, with all its threads', () => {
    const module = new URL('../../src/app/commands/assess/step-back.js', import.meta.url)
    const printed = execFileSync(process.execPath, ['-e', program, module.href], {
      encoding: 'utf8',
    })
    const priorities = JSON.parse(printed) as number[]
    assert(priorities.length > 1)
    assert.deepEqual(new Set(priorities), new Set([19]))
  })
})
