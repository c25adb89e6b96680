#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { tiers, type Case, type Tier } from './case.ts'
import { allCases } from './cases/index.ts'
import { scores, textReport } from './report.ts'
import { runCases, type Result } from './run.ts'
import { openSecurityTarget, securityCases } from './security/index.ts'
import { openTarget, type Credentials } from './target.ts'

const usage = `Usage: strongroom-conformance --endpoint <url> [--region <name>] [--ca <file>]
         [--suite conformance|security] [--tier core|complete|strict]... [--only <text>]...
         [--skip <id>]... [--json <file>]

Asks a DynamoDB endpoint whether it behaves as the service does, or, with --suite security, whether
it lets anybody do what they may not; for that it manages users by IAM and STS at the same endpoint.
A case that
is skipped, because it ends the endpoint, counts as failed. Credentials come from
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Creates tables whose names begin
with conformance_ and deletes them. Ends with 1 if a case failed, with 2 if it could not run.`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string' },
      region: { type: 'string', default: 'us-east-1' },
      ca: { type: 'string' },
      suite: { type: 'string', default: 'conformance' },
      tier: { type: 'string', multiple: true, default: [...tiers] },
      only: { type: 'string', multiple: true, default: [] },
      skip: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true || values.endpoint === undefined) {
    console.log(usage)
    return values.help === true ? 0 : 2
  }
  const unknown = values.tier.find((tier) => !tiers.includes(tier as Tier))
  if (unknown !== undefined) throw new Error(`there is no tier ${unknown}`)

  const chosen = ({ id, tier }: Pick<Case, 'id' | 'tier'>): boolean =>
    values.tier.includes(tier) &&
    (values.only.length === 0 || values.only.some((text) => id.includes(text)))
  const endpoint = {
    url: values.endpoint,
    region: values.region,
    credentials: credentialsOf(process.env),
    ...(values.ca === undefined ? {} : { ca: readFileSync(values.ca, 'utf8') }),
  }
  const run = {
    conformance: async () =>
      runOn(await openTarget(endpoint), (target) =>
        runCases(allCases().filter(chosen), target, { skip: values.skip }),
      ),
    security: async () =>
      runOn(await openSecurityTarget(endpoint), (target) =>
        runCases(securityCases().filter(chosen), target, { skip: values.skip }),
      ),
  }[values.suite]
  if (run === undefined) throw new Error(`there is no suite ${values.suite}`)
  const results = await run()
  console.log(textReport(results))
  if (values.json !== undefined) {
    const report = { endpoint: values.endpoint, scores: scores(results), results }
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  }
  return results.every(({ passed }) => passed) ? 0 : 1
}

async function runOn<T extends { close(): Promise<void> }>(
  target: T,
  run: (target: T) => Promise<Result[]>,
): Promise<Result[]> {
  try {
    return await run(target)
  } finally {
    await target.close()
  }
}

function credentialsOf(env: NodeJS.ProcessEnv): Credentials {
  const accessKeyId = env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']
  const sessionToken = env['AWS_SESSION_TOKEN']
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set')
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  },
)
