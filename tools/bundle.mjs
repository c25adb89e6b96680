#!/usr/bin/env node
import { build } from 'esbuild'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { root } from './lib/files.mjs'
import { licencesOf } from './bundle/licences.mjs'
import { keepCompiled, keepLoaded, keepStarted } from './bundle/code-cache.mjs'

/**
 * Puts the compiled server into one file for each of its entries, with what V8 compiles of them: to load
 * several hundred modules takes most of a start otherwise (docs/decisions/0012). `npm run build` runs it.
 *
 * `dist/bundle/app` lies as deep as `dist/src/app`, so that paths from the code to the package hold.
 */

const dist = join(root, 'packages/server/dist')
const app = join(dist, 'bundle/app')

/** The addon finds its binary beside itself, and pg works without its native twin. */
const native = ['better-sqlite3-multiple-ciphers', 'pg-native']

/**
 * The clients of AWS are larger than the server, which loads none when it starts. What an assessment uses of
 * them is a bundle apart, which the command line requires when it is needed.
 */
const clients = join(dist, 'src/assess/asking/sdk.js')
const external = [...native, '@aws-sdk/*']

/** @type {import('esbuild').Plugin} */
const clientsApart = {
  name: 'clients-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/sdk\.js$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === clients ? { path: './sdk.js', external: true } : undefined,
    )
  },
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.15',
  charset: 'ascii',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
}

/** The command line, and all that the code starts as a thread or process by a URL relative to itself. */
function entries() {
  const folder = join(dist, 'src')
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js') && !path.endsWith('.test.js'))
    .flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      return [...text.matchAll(/new URL\('\.\/([\w-]+\.js)', import\.meta\.url\)/g)].map((match) =>
        join(folder, path, '..', match[1] ?? ''),
      )
    })
  return [join(folder, 'app/main.js'), ...found]
}

/**
 * @param {string} file
 * @param {import('esbuild').BuildOptions} [special]
 */
async function bundleEntry(file, special = { external, plugins: [clientsApart] }) {
  const base = join(app, basename(file, '.js'))
  const { metafile } = await build({
    ...common,
    entryPoints: [file],
    outfile: `${base}.code.js`,
    format: 'cjs',
    ...special,
    define: { 'import.meta.url': '__bundleUrl' },
    // A script that was compiled from a cache cannot import: what is external is required instead.
    supported: { 'dynamic-import': false },
  })
  const code = `${base}.code.js`
  // It is run inside a function, which has no place for a hash-bang; its line stays.
  writeFileSync(code, readFileSync(code, 'utf8').replace(/^#!.*/, ''), { mode: 0o644 })
  cpSync(join(root, 'tools/bundle/entry.cjs'), `${base}.js`)
  chmodSync(`${base}.js`, 0o755)
  return { base, inputs: Object.keys(metafile?.inputs ?? {}) }
}

/** The library keeps its packages outside: its users have them already, and their bundlers look inside. */
async function bundleLibrary() {
  const [entryPoints, outfile] = [[join(dist, 'src/index.js')], join(dist, 'bundle/index.js')]
  await build({ ...common, entryPoints, outfile, format: 'esm', packages: 'external' })
}

rmSync(join(dist, 'bundle'), { recursive: true, force: true })
mkdirSync(app, { recursive: true })
writeFileSync(join(app, 'package.json'), '{ "type": "commonjs" }\n')
const bundles = await Promise.all(entries().map((file) => bundleEntry(file)))
// As modules, since of these what nothing names is left out.
const ofClients = await bundleEntry(clients, { external: native, mainFields: ['module', 'main'] })
await bundleLibrary()
const inputs = [...bundles, ofClients].flatMap((bundle) => bundle.inputs)
writeFileSync(join(app, 'LICENCES.txt'), licencesOf(inputs))
const commandLine = join(app, 'main')
for (const { base } of bundles) if (base !== commandLine) keepCompiled(base)
keepLoaded(ofClients.base)
await keepStarted(commandLine)
