#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/files.mjs'

/**
 * Writes docs/reference from the compiled server: limits, settings and the support table. With
 * `--check` it writes nothing and fails when a page is not what it would write.
 */

/** @param {string} path below packages/server/dist/src */
function compiled(path) {
  return import(pathToFileURL(join(root, 'packages/server/dist/src', path)).href)
}

/** The limits with their comments, read from the sources because comments are the documentation. */
function limitsPage() {
  const folder = join(root, 'packages/server/src/base')
  const index = readFileSync(join(folder, 'limits.ts'), 'utf8')
  const files = new Map(
    [...index.matchAll(/{ (\w+) } from '(.+)\.js'/g)].map(([, name, file]) => [name, file]),
  )
  const sections = [...index.matchAll(/^ {2}\.\.\.(\w+),$/gm)].map(([, name]) =>
    limitsSection(readFileSync(join(folder, `${files.get(name)}.ts`), 'utf8')),
  )
  return ['# Limits', '', 'Those marked AWS are the cloud service’s own.', '', ...sections].join(
    '\n',
  )
}

/** @param {string} source a file of `base/limits` */
function limitsSection(source) {
  const [, title = '', body = ''] = /\/\*\* (.+)\. \*\/\nexport const ([^]*)/.exec(source) ?? []
  const entry = /\/\*\*\s*([^]*?)\s*\*\/\s*(\w+): ([^,\n]+),/g
  const rows = [...body.matchAll(entry)].map(([, comment = '', name = '', value = '']) => {
    const text = comment.replaceAll(/\s*\n\s*\* ?/g, ' ').replaceAll('|', '\\|')
    return `| \`${name}\` | ${value.replaceAll('*', '×')} | ${text} |`
  })
  return [
    `## ${title}`,
    '',
    '| limit | value | what it bounds |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/**
 * @param {string} title
 * @param {string} service folder of the generated model
 * @param {string} otherwise how the service answers what it has not
 * @param {(module: any) => { operations: ReadonlyMap<string, unknown> }} bind
 * @param {string} [folder] of the service, if it has another name than the model
 */
async function operationsPage(title, service, otherwise, bind, folder = service) {
  const { operationNames } = await compiled(`generated/${service}/index.js`)
  // Nothing is run, so nothing needs to be there.
  const { operations } = bind(await compiled(`services/${folder}/index.js`))
  const rows = operationNames.map(
    (/** @type {string} */ name) =>
      `| ${name} | ${operations.has(name) ? 'supported' : `answers ${otherwise}`} |`,
  )
  return [`# Operations of ${title}`, '', '| operation | here |', '|---|---|', ...rows, ''].join(
    '\n',
  )
}

const { renderSettingsReference } = await compiled('app/config/index.js')
/** @type {Record<string, string>} */
const pages = {
  'docs/reference/limits.md': limitsPage(),
  'docs/reference/operations.md': await operationsPage(
    'DynamoDB',
    'dynamodb',
    'UnknownOperationException',
    ({ dynamodbService }) => dynamodbService({}),
  ),
  'docs/reference/operations-streams.md': await operationsPage(
    'DynamoDB Streams',
    'dynamodbstreams',
    'UnknownOperationException',
    ({ streamsService }) => streamsService({}),
    'streams',
  ),
  'docs/reference/operations-iam.md': await operationsPage(
    'IAM',
    'iam',
    'InvalidAction',
    ({ iamService }) => iamService({}),
  ),
  'docs/reference/operations-sts.md': await operationsPage(
    'STS',
    'sts',
    'InvalidAction',
    ({ stsService }) => stsService({}),
  ),
  'docs/reference/operations-ec2.md': await operationsPage(
    'EC2: VPC endpoints',
    'ec2',
    'InvalidAction',
    ({ vpcEndpointService }) => vpcEndpointService({}),
    'vpc-endpoints',
  ),
  'docs/reference/operations-cloudtrail.md': await operationsPage(
    'CloudTrail',
    'cloudtrail',
    'UnknownOperationException',
    ({ cloudTrailService }) => cloudTrailService({}),
  ),
  'docs/reference/operations-access-analyzer.md': await operationsPage(
    'Access Analyzer',
    'accessanalyzer',
    'UnknownOperationException',
    ({ accessAnalyzerService }) => accessAnalyzerService(),
    'access-analyzer',
  ),
  'docs/reference/settings.md': renderSettingsReference(),
}

const check = process.argv.includes('--check')
for (const [path, text] of Object.entries(pages)) {
  const file = join(root, path)
  if (check) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
    console.error(`${path} is stale\n    Run npm run docs, and commit what it writes.`)
    process.exitCode = 1
  } else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
