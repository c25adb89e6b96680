import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import type { Command } from 'commander'
import { systemClock, systemRandom } from '../../../base/index.ts'
import { directoryTarget, publicKeysFile } from '../../../audit/delivery/index.ts'
import {
  readPublicKeys,
  validateTrails,
  type PublicKeys,
  type ValidationReport,
} from '../../../audit/trail-files/index.ts'
import { configurationError, StartError } from '../../exit.ts'
import { openProgress } from '../progress.ts'
import { timeOption } from './time-option.ts'

interface Options {
  readonly publicKey?: readonly string[]
  readonly from?: number
  readonly until?: number
  readonly json?: boolean
}

/** Problems that are shown to people; JSON has more. */
const shownProblems = 20

/** `strongroom audit validate`: whether delivered trails are whole and unaltered. Needs no server. */
export function addAuditValidate(audit: Command): void {
  audit
    .command('validate <dir>')
    .description('prove that delivered files are whole and unaltered; needs no server')
    .option(
      '--public-key <files...>',
      'keys to trust: the answer of `aws cloudtrail list-public-keys`, PEM or DER (default: those beside the trail, which prove less)',
    )
    .option('--from <time>', 'pass over what is older, such as 2026-01-31T00:00:00Z', timeOption)
    .option('--until <time>', 'up to when the trail must reach (default: now)', timeOption)
    .option('--json', 'print the report as JSON')
    .action(validate)
}

async function validate(directory: string, options: Options): Promise<void> {
  if (!existsSync(directory)) throw configurationError(`Cannot read ${directory}: check the path`)
  const given = options.publicKey !== undefined
  const keys = await readKeys(options.publicKey ?? [join(directory, publicKeysFile)], given)
  const progress = await openProgress('Validating')
  const report = await validateTrails(directoryTarget('', directory, systemRandom), keys, {
    from: options.from,
    until: options.until ?? systemClock.now(),
    progress: (done, all) => {
      progress.update(done, all)
    },
  }).finally(() => {
    progress.end()
  })
  const json = JSON.stringify({ ...report, keysFromTrail: !given }, undefined, 2)
  process.stdout.write(`${options.json === true ? json : render(report, given).join('\n')}\n`)
  if (!report.valid) {
    throw new StartError('notValid', `the trail in ${directory} is not as it was delivered`)
  }
}

async function readKeys(files: readonly string[], given: boolean): Promise<PublicKeys> {
  const all = new Map<string, KeyObject>()
  for (const file of files) {
    const bytes = await readFile(file).catch(() => undefined)
    const keys = bytes && readPublicKeys(bytes)
    if (keys === undefined) {
      throw configurationError(
        given
          ? `${file} holds no RSA public key in a known form`
          : `There are no keys in ${file}; name them by --public-key (they are delivered with the first hourly digest)`,
      )
    }
    for (const [fingerprint, key] of keys) all.set(fingerprint, key)
  }
  return all
}

function render(report: ValidationReport, keysGiven: boolean): string[] {
  const { valid, digests, logFiles, records, uncovered, from, to, problems } = report
  const period = from === undefined || to === undefined ? '' : `, from ${from} to ${to}`
  const count = (n: number, what: string): string =>
    `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`
  const lines = [
    `${valid ? 'Valid' : 'NOT VALID'}: ${count(digests, 'digest')}, ${count(logFiles, 'log file')} and ${count(records, 'record')} are as they were delivered${period}.`,
  ]
  if (uncovered > 0) {
    lines.push(
      `${count(uncovered, 'log file')} of times without digests, such as that since the last one: not validated.`,
    )
  }
  lines.push(...report.notices)
  if (!keysGiven) {
    lines.push(
      'The keys were taken from beside the trail: whoever replaces the whole trail replaces them too.',
      'Keep the answer of `aws cloudtrail list-public-keys` elsewhere, and give it by --public-key.',
    )
  }
  if (valid) return lines
  lines.push('', `${count(report.problemCount, 'problem')}, the first in time first:`)
  for (const { kind, message, file } of problems.slice(0, shownProblems)) {
    lines.push(`  ${kind.padEnd(10)}  ${message}`, `              ${file}`)
  }
  const more = report.problemCount - Math.min(shownProblems, problems.length)
  if (more > 0) lines.push(`  … and ${more.toLocaleString('en')} more`)
  return lines
}
