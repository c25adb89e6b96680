/**
 * Writes packages/server/src/generated from models/ and models/overlay/.
 *
 *   node tools/codegen.mjs           writes what differs
 *   node tools/codegen.mjs --check   writes nothing; fails when the output is stale
 *
 * A service is added by one line in `services`. The format of the models is in models/README.md,
 * that of the overlays in tools/codegen/model.mjs.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadModel } from './codegen/model.mjs'
import { indexFile, operationsFile, shapesFile, shapeTableFile } from './codegen/tables.mjs'
import { restFile, restTableFile } from './codegen/rest.mjs'
import { typesFile } from './codegen/types.mjs'
import { wireFile, wireTableFile } from './codegen/wire.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const output = join(root, 'packages/server/src/generated')

/** `javaPackage` is how the service names its classes in messages. */
const services = [
  { name: 'dynamodb', javaPackage: 'com.amazonaws.dynamodb.v20120810' },
  { name: 'dynamodbstreams', javaPackage: 'com.amazonaws.dynamodb.v20120810' },
  { name: 'iam', javaPackage: 'com.amazonaws.iam.v20100508' },
  { name: 'sts', javaPackage: 'com.amazonaws.sts.v20110615' },
  { name: 'ec2', javaPackage: 'com.amazonaws.ec2.v20161115' },
  { name: 'kms', javaPackage: 'com.amazonaws.kms.v20141101' },
  { name: 'cloudtrail', javaPackage: 'com.amazonaws.cloudtrail.v20131101' },
  { name: 'accessanalyzer', javaPackage: 'com.amazonaws.accessanalyzer.v20191101' },
]

function generate() {
  const files = new Map([
    ['shape-table.ts', shapeTableFile()],
    ['wire-table.ts', wireTableFile()],
    ['rest-table.ts', restTableFile()],
  ])
  for (const service of services) {
    const model = loadModel(join(root, 'models'), service)
    files.set(`${service.name}/types.ts`, typesFile(model))
    files.set(`${service.name}/shapes.ts`, shapesFile(model))
    files.set(`${service.name}/operations.ts`, operationsFile(model))
    if (model.wire !== undefined) files.set(`${service.name}/wire.ts`, wireFile(model))
    if (model.rest !== undefined) files.set(`${service.name}/rest.ts`, restFile(model))
    files.set(`${service.name}/index.ts`, indexFile(model))
  }
  return files
}

function existing(folder) {
  const files = new Map()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    files.set(relative(folder, path), readFileSync(path, 'utf8'))
  }
  return files
}

const checkOnly = process.argv.includes('--check')
if (!checkOnly) mkdirSync(output, { recursive: true })
const wanted = generate()
const present = existing(output)
const stale = [...wanted.keys()].filter((path) => wanted.get(path) !== present.get(path))
const extra = [...present.keys()].filter((path) => !wanted.has(path))

if (checkOnly) {
  for (const path of stale) console.error(`stale: packages/server/src/generated/${path}`)
  for (const path of extra) console.error(`not generated: packages/server/src/generated/${path}`)
  if (stale.length + extra.length > 0) {
    console.error('Run `npm run generate` and commit the result.')
    process.exitCode = 1
  }
} else {
  for (const path of stale) {
    mkdirSync(dirname(join(output, path)), { recursive: true })
    writeFileSync(join(output, path), wanted.get(path))
    console.log(`wrote ${path}`)
  }
  for (const path of extra) {
    rmSync(join(output, path))
    console.log(`removed ${path}`)
  }
}
