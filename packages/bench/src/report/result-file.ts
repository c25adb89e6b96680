import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Options } from '../options.ts'

/** Writes figures with what they depend on: the machine, the options and the time. */
export function writeResults(options: Options, figures: object): void {
  const file = resolve(options.json ?? `bench-results/${options.mode}.json`)
  mkdirSync(dirname(file), { recursive: true })
  const machine = {
    processors: cpus().length,
    model: cpus()[0]?.model,
    node: process.version,
    system: `${process.platform} ${process.arch}`,
  }
  const content = { at: new Date().toISOString(), machine, options, ...figures }
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`)
  console.log(`\nwritten: ${file}`)
}
