import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Report } from '../../src/assess/model.ts'
import { run, startProcess, type Finished, type Running } from '../app/command.ts'
import { oscalProblems } from './oscal/validate.ts'

/** None of the usual chain, so that the file of the first start counts. */
const env = { AWS_ACCESS_KEY_ID: '', AWS_PROFILE: '', AWS_SHARED_CREDENTIALS_FILE: '' }

describe('strongroom assess', () => {
  let folder = ''
  let server: Running
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strongroom-assess-'))
    server = await startProcess(folder)
  })
  after(async () => {
    server.child.kill('SIGTERM')
    await server.finished
    await rm(folder, { recursive: true })
  })
  const assess = (...args: string[]): Promise<Finished> =>
    run(folder, ['assess', '--endpoint', server.endpoint, ...args], env)

  it('prints the table within 100 columns, and writes a report for its owner alone', async () => {
    const { code, stdout, stderr } = await assess(
      ...['first.json', 'r.html', 'r.md', 'r.oscal.json'].flatMap((file) => ['--output', file]),
    )
    assert.equal(stderr, '')
    assert.equal(code, 2)
    assert.match(stdout, /^\+ Pass {8}Authorization/m)
    assert.match(stdout, /^Remediate: \d+ pass, \d+ to review, \d+ to remediate$/m)
    for (const line of stdout.split('\n')) assert(line.length <= 100, line)
    assert(!stdout.includes('\u001b'))

    const file = join(folder, 'first.json')
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const text = await readFile(file, 'utf8')
    const credentials = await readFile(join(folder, 'strongroom/keys/root.credentials'), 'utf8')
    const secret = /secret_access_key = (\S+)/.exec(credentials)?.[1] ?? ''
    assert(secret.length > 20 && !text.includes(secret))
    const report = JSON.parse(text) as Report
    assert.equal(report.format, 'strongroom-assessment-1')
    assert.deepEqual(report.leftBehind, [])
    const beginnings = {
      'r.html': /^<!doctype html>/,
      'r.md': /^# Security review/,
      'r.oscal.json': /^{\n {2}"assessment-results"/,
    }
    for (const [name, beginning] of Object.entries(beginnings)) {
      const other = await readFile(join(folder, name), 'utf8')
      assert.match(other, beginning)
      assert(!other.includes(secret))
      if (name === 'r.oscal.json') assert.deepEqual(oscalProblems(JSON.parse(other)), [])
    }
  })

  it('compares with an earlier report, and keeps what is accepted visible', async () => {
    const first = JSON.parse(await readFile(join(folder, 'first.json'), 'utf8')) as Report
    const waive = first.controls.flatMap(({ id }) => [
      '--waive',
      id,
      '--reason',
      'known',
      '--until',
      '2999-01-01',
    ])
    const accepted = await assess('--baseline', 'first.json', '--passive', ...waive)
    assert.equal(accepted.code, 0, accepted.stdout)
    assert.match(accepted.stdout, /^ {2}gone {3}unsigned-refused: Pass$/m)
    assert.match(accepted.stdout, /Remediate\*/)
    assert.match(accepted.stdout, /: known \(until 2999-01-01\)/)
  })

  it('assesses as an AWS account what answers at the endpoint of the usual chain', async () => {
    const keys = join(folder, 'strongroom/keys')
    const config = join(folder, 'config')
    await writeFile(config, '[profile audit]\nregion = eu-west-1\n')
    const credentials = await readFile(join(keys, 'root.credentials'), 'utf8')
    const shared = join(folder, 'credentials')
    await writeFile(shared, credentials.replace('[default]', '[audit]'))
    const chain = {
      ...{
        AWS_ACCESS_KEY_ID: '',
        AWS_PROFILE: '',
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_SHARED_CREDENTIALS_FILE: shared,
      },
      AWS_CONFIG_FILE: config,
    }
    const outputs = ['--output', 'aws.json', '--output', 'aws.oscal.json']
    const as = ['assess', '--aws', '--ca', join(keys, 'ca.pem')]
    const wrongRegion = await run(folder, [...as, '--profile', 'audit', ...outputs], chain)
    // The server is of another region than the profile, which the requests are signed for.
    assert.equal(wrongRegion.code, 11)
    assert.match(wrongRegion.stderr, /eu-west-1/)

    await writeFile(config, '[profile audit]\nregion = us-east-1\n')
    const { code, stdout, stderr } = await run(
      folder,
      [...as, '--profile', 'audit', ...outputs],
      chain,
    )
    assert.equal(stderr, '')
    assert.equal(code, 2, stdout)
    const report = JSON.parse(await readFile(join(folder, 'aws.json'), 'utf8')) as Report
    assert.equal(report.target.kind, 'aws')
    assert.equal(report.target.region, 'us-east-1')
    assert.equal(report.target.passive, true)
    assert(report.checks.length > 15)
    assert(report.checks.every(({ active }) => !active))
    // What asks the API was answered, by whom the environment named.
    const unanswered = report.checks.filter(({ says }) => says.startsWith('no answer'))
    assert.deepEqual(unanswered, [])
    const oscal: unknown = JSON.parse(await readFile(join(folder, 'aws.oscal.json'), 'utf8'))
    assert.deepEqual(oscalProblems(oscal), [])
  })

  it('ends with a code of its own when nothing could be assessed', async () => {
    const wrong = [
      ['--waive', 'x', '--reason', 'r', '--until', '2999-01-01'],
      ['--waive', 'authentication'],
      ['--baseline', 'none.json'],
      ['--output', 'report.doc'],
      ['--endpoint', 'https://127.0.0.1:1'],
      ['--ca', 'none.pem'],
      ['--aws', '--region', 'us-east-1'],
    ]
    for (const args of wrong) {
      const { code, stdout, stderr } = await assess(...args)
      assert.equal(code, 11, `${args.join(' ')}: ${stderr}`)
      assert.equal(stdout, '')
      assert.match(stderr, /^strongroom: .+\n$/)
    }
  })
})
