import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeFindings } from './tidy/code.mjs'
import { markdownFindings } from './tidy/markdown.mjs'
import { byteFindings, lengthFindings, staleRecords } from './tidy/sizes.mjs'
import { textFindings } from './tidy/text.mjs'
import { unusedFindings } from './tidy/unused.mjs'

const src = 'packages/server/src/'

/** @param {readonly { line: number, rule: string, remedy: string }[]} findings */
function shown(findings) {
  for (const { remedy } of findings) assert.notEqual(remedy, '')
  return findings.map(({ line, rule }) => `${line} ${rule}`)
}

/**
 * @param {string} path below the sources of the server
 * @param {string} text
 */
function code(path, text) {
  return shown(codeFindings(`${src}${path}`, text))
}

test('the clock and the randomness of the system are for base only', () => {
  assert.deepEqual(code('engine/a.ts', '\nconst a = Date.now()'), ['2 Date.now is called here'])
  assert.deepEqual(code('engine/a.ts', 'new Date()'), ['1 Date is called here'])
  assert.deepEqual(code('engine/a.ts', 'new Date(clock.now())'), [])
  assert.deepEqual(code('engine/a.ts', 'Math.random()'), ['1 Math.random is called here'])
  assert.deepEqual(code('engine/a.ts', 'randomUUID()'), ['1 randomUUID is called here'])
  assert.deepEqual(code('engine/a.ts', 'performance.now()'), ['1 performance.now is called here'])
  assert.deepEqual(code('base/clock.ts', 'Date.now(); performance.now()'), [])
  assert.deepEqual(code('base/random.ts', 'randomUUID()'), [])
  assert.deepEqual(code('engine/a.test.ts', 'Date.now()'), [])
  assert.deepEqual(code('engine/a.ts', "// Date.now()\nconst text = 'Date.now()'"), [])
})

test('bodies are parsed by the bounded parser, and only app speaks to the terminal', () => {
  assert.deepEqual(code('front/a.ts', 'JSON.parse(body)'), ['1 JSON.parse is called here'])
  assert.deepEqual(code('front/codecs/parse-json.ts', 'JSON.parse(body)'), [])
  assert.deepEqual(code('engine/a.ts', 'JSON.parse(row)'), [])
  assert.deepEqual(code('engine/a.ts', 'console.log(1)'), ['1 console.log is called here'])
  assert.deepEqual(code('app/a.ts', 'console.log(1)'), [])
})

test('secrets are not compared with an operator', () => {
  const found = (/** @type {string} */ text) => [`1 a secret is compared here: ${text}`]
  for (const text of [
    'given.signature === expected',
    'a !== sessionToken',
    'password == other.password',
  ]) {
    assert.deepEqual(code('front/a.ts', text), found(text))
  }
  for (const text of [
    'secret === undefined',
    "signature === ''",
    'signature.length !== 64',
    "token === ','",
  ]) {
    assert.deepEqual(code('front/a.ts', text), [])
  }
})

test('leftover markers, machine paths and registry hosts are found in any text', () => {
  const marker = 'TO' + 'DO'
  assert.deepEqual(shown(textFindings('a.ts', `\n// ${marker}: later`)), ['2 a leftover marker'])
  assert.deepEqual(shown(textFindings('a.ts', 'const dodo = 1')), [])
  for (const home of ['work', 'root', 'home']) {
    assert.deepEqual(shown(textFindings('a.md', `see /${home}/x`)), ['1 a path of one machine'])
  }
  assert.deepEqual(shown(textFindings('a.md', 'docs/home/x, src/root/y')), [])
  assert.deepEqual(shown(textFindings('.npmrc', `https://registry${'.npmjs'}.org`)), [
    '1 the host of a package registry',
  ])
})

test('a suppression and a skip need a reason', () => {
  const off = `// eslint-${'disable'}-next-line no-var`
  assert.deepEqual(shown(textFindings('a.ts', off)), [
    '1 a lint rule is switched off without a reason',
  ])
  assert.deepEqual(shown(textFindings('a.ts', [off, 'the generator writes it'].join(' -- '))), [])
  const skip = '1 a test is skipped without a reason, or runs alone'
  assert.deepEqual(shown(textFindings('a.test.ts', `test${'.only'}('x')`)), [skip])
  assert.deepEqual(shown(textFindings('a.test.ts', `test('x', { ski${'p: true'} })`)), [skip])
  assert.deepEqual(shown(textFindings('a.test.ts', "test('x', { skip: 'no awscli' })")), [])
})

test('Markdown has one title and its relative links lead somewhere', () => {
  /** @type {Map<string, string | undefined>} */
  const files = new Map([
    ['docs/a.md', '# A\n\n## The `x` of it\n'],
    ['src/b.ts', undefined],
  ])
  const found = (/** @type {string} */ text) => shown(markdownFindings('docs/c.md', text, files))
  assert.deepEqual(found('# C\n[a](a.md) [b](../src/b.ts) [s](../src) [w](https://x.org)'), [])
  assert.deepEqual(found('# C\n[h](a.md#the-x-of-it)'), [])
  assert.deepEqual(found('# C\n[h](a.md#nowhere)'), ['2 the link leads nowhere: a.md#nowhere'])
  assert.deepEqual(found('# C\n\n[x](gone.md)'), ['3 the link leads nowhere: gone.md'])
  assert.deepEqual(found('# C\n```sh\n# a comment [x](gone.md)\n```'), [])
  assert.deepEqual(found('text'), ['1 the file needs one title, on its first line'])
})

test('a long file may shrink but not grow, and its record follows it down', () => {
  const lines = (/** @type {number} */ count) => 'x\n'.repeat(count)
  assert.equal(lengthFindings('a.ts', lines(400), {}).length, 0)
  assert.equal(lengthFindings('a.ts', lines(401), {}).length, 1)
  assert.equal(lengthFindings('a.test.ts', lines(800), {}).length, 0)
  assert.equal(lengthFindings('a.test.ts', lines(801), {}).length, 1)
  assert.equal(lengthFindings('x/generated/a.ts', lines(801), {}).length, 0)
  assert.equal(lengthFindings('a.ts', lines(450), { 'a.ts': 450 }).length, 0)
  assert.equal(lengthFindings('a.ts', lines(451), { 'a.ts': 450 }).length, 1)
  assert.equal(lengthFindings('a.ts', lines(449), { 'a.ts': 450 }).length, 1)
  assert.equal(lengthFindings('a.ts', lines(300), { 'a.ts': 300 }).length, 1)
  assert.equal(staleRecords({ 'gone.ts': 500 }, new Set()).length, 1)
})

test('large files are listed, except for the models', () => {
  assert.equal(byteFindings('a.bin', 301 * 1024).length, 1)
  assert.equal(byteFindings('models/ec2.json', 301 * 1024).length, 0)
})

test('a file that only its own test imports is unused', () => {
  const files = new Map([
    [
      `${src}app/main.ts`,
      "import './used.ts'\nnew Worker(new URL('./worker.js', import.meta.url))",
    ],
    [`${src}app/used.ts`, ''],
    [`${src}app/worker.ts`, ''],
    [`${src}app/dead.ts`, ''],
    [`${src}app/dead.test.ts`, "import { dead } from './dead.ts'"],
  ])
  assert.deepEqual(
    unusedFindings(files).map(({ path }) => path),
    [`${src}app/dead.ts`],
  )
})
