import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './files.mjs'

/**
 * The checks that need no running server, each a process of its own. Those of a lane run one after
 * another; the lanes run beside each other, since each step keeps one core busy. The first lane leaves
 * the compiled files that tests need; the second goes on beside the tests.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} commands what Node is given, one after another; each must succeed
 */

/** @type {readonly (readonly Step[])[]} */
const lanes = [
  [
    step('generated files are fresh', 'tools/codegen.mjs --check'),
    step('types', 'tools/build.mjs', `${bin('typescript', 'tsc')} -p tools`),
    step('reference pages are fresh', 'tools/docs.mjs --check'),
  ],
  [
    step('lint', `${bin('eslint', 'eslint')} .`),
    step('format', `${bin('prettier', 'prettier')} --check --log-level warn .`),
    step('layers', 'tools/layers.mjs'),
    step('tidy', 'tools/tidy.mjs'),
  ],
]

/**
 * @param {string} name
 * @param {readonly string[]} commands
 * @returns {Step}
 */
function step(name, ...commands) {
  return { name, commands }
}

/**
 * The path, from the root, of the command of an installed package.
 *
 * @param {string} name of the package
 * @param {string} command
 */
function bin(name, command) {
  const { bin: commands } = createRequire(import.meta.url)(
    join(root, 'node_modules', name, 'package.json'),
  )
  return join('node_modules', name, typeof commands === 'string' ? commands : commands[command])
}

/**
 * Starts every step, also when one before it found something. What a step prints is shown as a whole
 * when it has ended.
 *
 * @typedef {object} Outcome
 * @property {string} name
 * @property {boolean} passed
 * @property {string} printed
 *
 * @returns {{ compiled: Promise<unknown>, all: Promise<Outcome[]> }}
 */
export function startSteps() {
  const running = lanes.map(runLane)
  return {
    compiled: Promise.resolve(running[0]),
    all: Promise.all(running).then((all) => all.flat()),
  }
}

/** @param {readonly Step[]} lane */
async function runLane(lane) {
  const results = []
  for (const { name, commands } of lane) {
    const started = performance.now()
    let passed = true
    let printed = ''
    for (const command of commands) {
      const outcome = await node(command.split(' '))
      printed += outcome.printed
      passed &&= outcome.passed
    }
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(`\n== ${name} (${seconds} s)\n${printed.trimEnd()}`)
    results.push({ name, passed, printed })
  }
  return results
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ passed: boolean, printed: string }>}
 */
function node(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (printed += text))
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ passed: code === 0, printed }))
  })
}
