import { run } from 'node:test'
import { inspect } from 'node:util'

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
 * @property {string[]} failures a line for each test that failed: its file, its name, and what was wrong first
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

/**
 * Milliseconds after which a file has failed, so that one that hangs does not hang the run: ten times what the longest
 * takes on a machine of two slow cores.
 */
const fileTimeout = 30 * 60 * 1000

/**
 * @param {readonly TestFile[]} files run in this order
 * @returns {Promise<Totals>}
 */
export async function runTests(files) {
  /** @type {Totals} */
  const totals = { tests: 0, pass: 0, fail: 0, skipped: 0, todo: 0, failures: [] }
  const waiting = [...files]
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const report = await runFile(file)
      report.print()
      report.addTo(totals)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return totals
}

/**
 * By a run of its own, so that it is known which file a test is of that a helper defines.
 *
 * @param {TestFile} file
 */
async function runFile({ compiled, source }) {
  const report = new FileReport(compiled, source)
  const stream = run({ files: [compiled], concurrency: 1, timeout: fileTimeout })
  for await (const { type, data } of /** @type {AsyncIterable<any>} */ (stream)) {
    if (data.file === undefined) continue
    if (type === 'test:pass' || type === 'test:fail') report.add(type === 'test:pass', data)
    else if (type === 'test:diagnostic') report.output += `${data.message}\n`
    else if (type === 'test:stdout' || type === 'test:stderr') report.output += data.message
    else if (type === 'test:dequeue' || type === 'test:complete') report.follow(type, data)
  }
  return report
}

/** Characters of a line about a failed test at the end of a run. */
const failureLine = 400

class FileReport {
  output = ''
  /** Tests that have begun and not ended. */
  #open = new Set()
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

  /**
   * @param {string} type
   * @param {TestEvent} test
   */
  follow(type, { name, nesting }) {
    if (name === this.file) return
    const test = `${nesting} ${name}`
    if (type === 'test:dequeue') this.#open.add(test)
    else this.#open.delete(test)
  }

  /** @param {Totals} totals */
  addTo(totals) {
    totals.failures.push(
      ...this.#failed
        .filter((test) => !isEcho(test))
        .map((test) => {
          const line = `${this.source}: ${this.#nameOf(test)}: ${this.#why(test)}`
          return line.length <= failureLine ? line : `${line.slice(0, failureLine)}…`
        }),
    )
    totals.pass += this.#passed.length
    totals.fail += this.#failed.length
    totals.skipped += this.#skipped.length
    totals.todo += this.#todo
    totals.tests += this.#passed.length + this.#failed.length + this.#skipped.length + this.#todo
  }

  /**
   * What fails as a whole has the name of its file; what was under way then tells more.
   *
   * @param {TestEvent} test
   */
  #nameOf({ name }) {
    if (name !== this.file) return name
    const open = [...this.#open].map((each) => each.slice(each.indexOf(' ') + 1))
    return `the file as a whole${open.length > 0 ? `, in: ${open.join(' > ')}` : ''}`
  }

  /**
   * The first lines of why a test failed; of a process that ended, how, and the first error that it printed.
   *
   * @param {TestEvent} test
   */
  #why(test) {
    const story = /** @type {any} */ (storyOf(test))
    const ended = story?.signal ?? story?.exitCode ?? undefined
    if (test.name === this.file && ended !== undefined) {
      const said = this.output.split('\n').find((line) => /\w*Error\b/.test(line))
      return `the process ended with ${ended}${said === undefined ? '' : `: ${said.trim()}`}`
    }
    if (test.name === this.file && this.#open.size === 0) {
      return `${String(story?.message)}; its tests had ended, and something kept the process alive`
    }
    const text = story instanceof Error ? story.message : inspect(story, { depth: 1 })
    const lines = text.split('\n').map((line) => line.trim())
    return lines.filter(Boolean).slice(0, 6).join(' / ')
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
      const name = this.#nameOf(test)
      console.log(indent(`failed: ${name}\n${indent(inspect(storyOf(test), { depth: 6 }))}`))
    }
    if (this.output !== '') console.log(indent(`printed:\n${indent(this.output.trimEnd())}`))
  }
}

/** @param {TestEvent} test */
function storyOf({ details: { error } }) {
  return typeof error?.cause === 'object' ? error.cause : error
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
