#!/usr/bin/env node
import { compiledPackages, ensureBuilt, ensureInstalled } from './lib/setup.mjs'
import { notCompiled, testFiles } from './lib/test-files.mjs'

/**
 * `npm test`: everything, on a fresh clone too. Installs, compiles, checks, then runs all tests, the
 * unit tests first. `npm test -- <text> ...` runs only the files whose path holds one of the texts,
 * without the checks. `npm run check` is the same as `npm test` without the tests that open disks and
 * sockets.
 *
 * The last lines tell of what failed once more, since of a long output only the ends may be kept, and count the tests. A step of the checks counts as a test, since a finding of a check
 * fails the run just the same.
 */

const started = performance.now()
const unitOnly = process.argv.includes('--unit')
const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

ensureInstalled()
// These need what was just installed.
const { startSteps } = await import('./lib/steps.mjs')
const { runTests } = await import('./lib/run-tests.mjs')

const checks = patterns.length === 0 ? startSteps() : undefined
await checks?.compiled
const steps =
  checks === undefined
    ? compiledPackages().map((name) => ({
        ...unprinted(`build of ${name}`),
        passed: ensureBuilt(name),
      }))
    : []

const files = testFiles().filter(
  ({ source, unit }) =>
    (unit || !unitOnly) &&
    (patterns.length === 0 || patterns.some((pattern) => source.includes(pattern))),
)
const missing = notCompiled(files)
for (const { source } of missing) {
  steps.push(unprinted(`${source} was compiled`))
}
if (files.length === 0) steps.push(unprinted(`a test file matches ${patterns}`))

console.log('\n== tests')
const totals = await runTests(files.filter((file) => !missing.includes(file)))
steps.push(...((await checks?.all) ?? []))

console.log('')
const broken = steps.filter(({ passed }) => !passed)
for (const { name, printed } of broken) {
  console.log(`not passed: ${name}`)
  const lines = printed.trim().split('\n').filter(Boolean)
  for (const line of lines.slice(0, 8)) console.log(`     ${line.slice(0, 200)}`)
}
for (const failure of totals.failures.slice(0, 10)) console.log(`failed: ${failure}`)
if (totals.failures.length > 10) console.log(`and ${totals.failures.length - 10} more`)
const fail = totals.fail + broken.length
console.log(`# duration_ms ${Math.round(performance.now() - started)}`)
console.log(`# skipped ${totals.skipped}`)
console.log(`# todo ${totals.todo}`)
console.log(`# tests ${totals.tests + steps.length}`)
console.log(`# pass ${totals.pass + steps.length - broken.length}`)
console.log(`# fail ${fail}`)
process.exitCode = fail === 0 ? 0 : 1

/**
 * Something that is not as it should be, and printed nothing.
 *
 * @param {string} name
 */
function unprinted(name) {
  return { name, passed: false, printed: '' }
}
