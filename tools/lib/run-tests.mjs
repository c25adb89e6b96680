import { relative } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { root } from './files.mjs'

/**
 * Runs test files with Node's runner, each in a process of its own, and prints one line for a file
 * that passed, and the whole story (what it printed, seeds included) for one that did not.
 *
 * @import { TestFile } from './test-files.mjs'
 *
 * @typedef {object} Totals
 * @property {number} tests
 * @property {number} pass
 * @property {number} fail
 * @property {number} skipped
 * @property {number} todo
 *
 * @typedef {object} TestEvent what the runner tells of one test
 * @property {string} name
 * @property {number} nesting
 * @property {string} [file] absolute
 * @property {string | boolean} [skip] the reason
 * @property {string | boolean} [todo]
 * @property {{ duration_ms: number, type?: string, error?: Error & { failureType?: string } }} details
 */

/** How many files run at a time: a small machine has two cores. */
const concurrency = 2

/** Milliseconds after which a file has failed, so that one that hangs does not hang the run. */
const fileTimeout = 10 * 60 * 1000

/**
 * @param {readonly TestFile[]} files run in this order
 * @returns {Promise<Totals>}
 */
export async function runTests(files) {
  const totals = { tests: 0, pass: 0, fail: 0, skipped: 0, todo: 0 }
  if (files.length === 0) return totals
  const sources = new Map(files.map(({ compiled, source }) => [compiled, source]))
  /** @type {FileReport | undefined} */
  let current
  const close = () => {
    if (current === undefined) return
    current.print()
    current.addTo(totals)
    current = undefined
  }

  // The runner holds back what a file reports until the files before it are done.
  const stream = run({ files: [...sources.keys()], concurrency, timeout: fileTimeout })
  for await (const { type, data } of /** @type {AsyncIterable<any>} */ (stream)) {
    if (!/^test:(pass|fail|stdout|stderr|diagnostic)$/.test(type) || data.file === undefined)
      continue
    if (current?.file !== data.file) close()
    current ??= new FileReport(data.file, sources.get(data.file) ?? relative(root, data.file))
    if (type === 'test:pass' || type === 'test:fail') current.add(type === 'test:pass', data)
    else current.output += type === 'test:diagnostic' ? `${data.message}\n` : data.message
  }
  close()
  return totals
}

class FileReport {
  output = ''
  /** @type {TestEvent[]} */
  #passed = []
  /** @type {TestEvent[]} */
  #failed = []
  /** @type {TestEvent[]} */
  #skipped = []
  #todo = 0
  #milliseconds = 0

  /**
   * @param {string} file absolute, as it was run
   * @param {string} source as readers know it
   */
  constructor(file, source) {
    this.file = file
    this.source = source
  }

  /**
   * @param {boolean} passed
   * @param {TestEvent} test
   */
  add(passed, test) {
    if (test.nesting === 0) this.#milliseconds += test.details.duration_ms
    const isSuite = test.details.type === 'suite'
    if (test.skip !== undefined && test.skip !== false) this.#skipped.push(test)
    else if (test.todo !== undefined && test.todo !== false) this.#todo += 1
    else if (!passed && !(isSuite && isEcho(test))) this.#failed.push(test)
    else if (passed && !isSuite) this.#passed.push(test)
  }

  /** @param {Totals} totals */
  addTo(totals) {
    totals.pass += this.#passed.length
    totals.fail += this.#failed.length
    totals.skipped += this.#skipped.length
    totals.todo += this.#todo
    totals.tests += this.#passed.length + this.#failed.length + this.#skipped.length + this.#todo
  }

  print() {
    const mark = this.#failed.length > 0 ? 'FAIL' : 'ok  '
    const time = `${Math.round(this.#milliseconds)} ms`
    console.log(`${mark} ${this.source}  ${this.#passed.length} passed, ${time}`)
    for (const { name, skip } of this.#skipped) {
      console.log(`     skipped: ${name}${typeof skip === 'string' ? ` (${skip})` : ''}`)
    }
    if (this.#failed.length === 0) return
    for (const test of this.#failed) {
      if (isEcho(test)) continue
      const error = test.details.error
      const story = typeof error?.cause === 'object' ? error.cause : error
      console.log(indent(`failed: ${test.name}\n${indent(inspect(story, { depth: 6 }))}`))
    }
    if (this.output !== '') console.log(indent(`printed:\n${indent(this.output.trimEnd())}`))
  }
}

/**
 * Whether a test failed only because one inside it did, which tells its own story.
 *
 * @param {TestEvent} test
 */
function isEcho(test) {
  return test.details.error?.failureType === 'subtestsFailed'
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '     ')
}
