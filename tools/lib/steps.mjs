import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './files.mjs'
import { build, compiledPackages } from './setup.mjs'

/**
 * The checks that need no running code, in the order in which their findings help most.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {() => boolean} run prints what it finds; false when there is something to mend
 */

/** @type {readonly Step[]} */
export const steps = [
  {
    name: 'generated files are fresh',
    run: () => !existsSync(join(root, 'tools/codegen.mjs')) || node('tools/codegen.mjs', '--check'),
  },
  { name: 'types', run: () => compiledPackages().map(build).every(Boolean) && toolTypes() },
  { name: 'reference pages are fresh', run: () => node('tools/docs.mjs', '--check') },
  { name: 'lint', run: () => bin('eslint', 'eslint', '.') },
  { name: 'format', run: () => bin('prettier', 'prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'layers', run: () => node('tools/layers.mjs') },
  { name: 'tidy', run: () => node('tools/tidy.mjs') },
]

function toolTypes() {
  return bin('typescript', 'tsc', '-p', 'tools')
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function node(script, ...args) {
  return (
    spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' }).status === 0
  )
}

/**
 * Runs the command of an installed package.
 *
 * @param {string} name of the package
 * @param {string} command
 * @param {string[]} args
 */
function bin(name, command, ...args) {
  const manifestPath = join(root, 'node_modules', name, 'package.json')
  const { bin: commands } = createRequire(import.meta.url)(manifestPath)
  const script = typeof commands === 'string' ? commands : commands[command]
  return node(join(root, 'node_modules', name, script), ...args)
}

/**
 * Runs every step, also when one before it found something.
 *
 * @returns {{ name: string, passed: boolean }[]}
 */
export function runSteps() {
  return steps.map(({ name, run }) => {
    console.log(`\n== ${name}`)
    return { name, passed: run() }
  })
}
