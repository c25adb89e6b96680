import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sourceStack } from '../../src/app/source-stack.ts'

/** What the package ships, beside the compiled modules. Further tests of this folder run it. */
const bundle = fileURLToPath(new URL('../../bundle', import.meta.url))
const code = join(bundle, 'app/main.code.js')
const manifest = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../package.json', import.meta.url)), 'utf8'),
) as { bin: { strongroom: string }; exports: { '.': { default: string } } }

describe('the bundle', () => {
  it('is what the package runs and exports', async () => {
    const packageFolder = join(bundle, '../..')
    assert.equal(join(packageFolder, manifest.bin.strongroom), join(bundle, 'app/main.js'))
    const library = join(packageFolder, manifest.exports['.'].default)
    const { start } = (await import(library)) as { start: unknown }
    assert.equal(typeof start, 'function')
  })

  it('has code that this Node compiled before, for each entry', () => {
    const cache = `${process.version}-${process.platform}-${process.arch}.cache`
    for (const entry of ['main', 'worker-main', 'writer-thread']) {
      assert.ok(existsSync(join(bundle, 'app', `${entry}.${cache}`)), entry)
    }
  })

  it('comes with the licences of what it holds', () => {
    const text = readFileSync(join(bundle, 'app/LICENCES.txt'), 'utf8')
    for (const name of ['pino', 'commander', 'pg', 'yaml', '@peculiar/x509', 'reflect-metadata']) {
      assert.match(text, new RegExp(`^${name} \\d.*\n[^]*?(?:Permission|Licen[cs]e)`, 'm'))
    }
  })
})

describe('sourceStack', () => {
  it('names the source of a place in the bundle', () => {
    const lines = readFileSync(code, 'latin1').split('\n')
    const line = lines.findIndex((text) => text.startsWith('function sourceStack('))
    assert.ok(line > 0)
    const stack = `Error: no\n    at sourceStack (${code}:${String(line + 2)}:10)\n    at node:vm:1:1`
    assert.match(
      sourceStack(stack),
      /^Error: no\n {4}at sourceStack \(.*[/\\]src[/\\]app[/\\]source-stack\.ts:1\d:\d+\)\n {4}at node:vm:1:1$/,
    )
  })

  it('leaves what has no map as it is', () => {
    const stack =
      'Error: no\n    at f (/nowhere/main.code.js:2:3)\n    at g (/nowhere/other.js:1:1)'
    assert.equal(sourceStack(stack), stack)
  })
})
