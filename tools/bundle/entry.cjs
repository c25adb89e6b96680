#!/usr/bin/env node
'use strict'
/*
 * Runs the bundle that lies beside this file under the same name: `main.js` runs `main.code.js`. What V8
 * compiled of it when it was made is used where this Node is the one that compiled; any other compiles anew.
 * tools/bundle.mjs copies this file to each entry.
 */
const { readFileSync } = require('node:fs')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

const base = __filename.slice(0, -'.js'.length)
const filename = `${base}.code.js`
const place = `${base}.${process.version}-${process.platform}-${process.arch}.cache`

function compiledCode() {
  try {
    return readFileSync(place)
  } catch {
    return undefined
  }
}

// The bundle is ASCII alone, and begins in the first line, so that its source map's lines are right.
const code = readFileSync(filename, 'latin1')
const source = `(function (exports, require, module, __bundleUrl) {${code}\n})`
const script = new Script(source, { filename, cachedData: compiledCode() })
script.runInThisContext()(exports, require, module, pathToFileURL(__filename).href)
