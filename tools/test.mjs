#!/usr/bin/env node
import { compiledPackages, ensureBuilt, ensureInstalled } from './lib/setup.mjs'
import { notCompiled, testFiles } from './lib/test-files.mjs'

/**
 * `npm test`: everything, on a fresh clone too. Installs, compiles, checks, then runs all tests, the
 * unit tests first. `npm test -- <text> ...` runs only the files whose path holds one of the texts,
 * without the checks. `npm run check` is the same as `npm test` without the tests that open disks and
 * sockets.
 *
 * The last lines count the tests. A step of the checks counts as a test, since a finding of a check
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
    ? compiledPackages().map((name) => ({ name: `build of ${name}`, passed: ensureBuilt(name) }))
    : []

const files = testFiles().filter(
  ({ source, unit }) =>
    (unit || !unitOnly) &&
    (patterns.length === 0 || patterns.some((pattern) => source.includes(pattern))),
)
const missing = notCompiled(files)
for (const { source } of missing) {
  steps.push({ name: `${source} was compiled`, passed: false })
}
if (files.length === 0) steps.push({ name: `a test file matches ${patterns}`, passed: false })

console.log('\n== tests')
const totals = await runTests(files.filter((file) => !missing.includes(file)))
steps.push(...((await checks?.all) ?? []))

console.log('')
const broken = steps.filter(({ passed }) => !passed)
for (const { name } of broken) console.log(`not passed: ${name}`)
const fail = totals.fail + broken.length
console.log(`# duration_ms ${Math.round(performance.now() - started)}`)
console.log(`# skipped ${totals.skipped}`)
console.log(`# todo ${totals.todo}`)
console.log(`# tests ${totals.tests + steps.length}`)
console.log(`# pass ${totals.pass + steps.length - broken.length}`)
console.log(`# fail ${fail}`)
process.exitCode = fail === 0 ? 0 : 1
