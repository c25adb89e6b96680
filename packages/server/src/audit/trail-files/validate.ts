import { assert, limits } from '../../base/index.ts'
import { ChainWalk, type ChainDigest } from './validate-chain.ts'
import { isInTrail, isoSeconds, readKey, type Named } from './names.ts'
import type { PublicKeys } from './public-keys.ts'
import { Findings, type TrailReader, type ValidationReport } from './report.ts'
import { LogFileCheck } from './validate-files.ts'

export interface ValidationOptions {
  /** Milliseconds: digests that begin earlier are passed over. Default: the whole trail must be there. */
  readonly from?: number | undefined
  /** Milliseconds: up to when the trail must reach; usually now. */
  readonly until: number
  /** Told how many of all files were looked at. */
  readonly progress?: (done: number, all: number) => void
}

/**
 * Whether the trails at a target are as they were delivered, and what is wrong first. Only `keys` are trusted.
 * Needs memory for the names of the files, not for what is in them.
 */
export async function validateTrails(
  reader: TrailReader,
  keys: PublicKeys,
  options: ValidationOptions,
): Promise<ValidationReport> {
  const findings = new Findings(limits.auditProblems)
  const found = await sortKeys(reader, findings)
  const all = found.files.size + [...found.chains.values()].flat().length
  let done = 0
  const step = (): void => {
    options.progress?.(++done, all)
  }
  const files = new LogFileCheck(reader, findings, found.files, step)
  const walks = [...found.chains.values()].map(
    (digests) => new ChainWalk({ reader, keys, findings, files, step }, digests),
  )
  const retained = await Promise.all(walks.map((walk) => walk.retainedFrom()))
  const from = Math.max(options.from ?? 0, ...retained)
  for (const walk of walks) await walk.validate(from, options.until)
  const covered = walks.map(({ period }) => period).filter((period) => period !== undefined)
  const uncovered = await files.unreferenced(from, walks)
  if (walks.length === 0) {
    const [file] = found.files
    const message = 'there is no digest, so nothing can be proven'
    findings.add({ kind: 'missing', file: file ?? '', message, at: 0 })
  }
  return {
    valid: findings.count === 0,
    problems: findings.problems,
    problemCount: findings.count,
    digests: walks.reduce((sum, { valid }) => sum + valid, 0),
    logFiles: files.valid,
    records: files.records,
    uncovered,
    from:
      covered.length === 0 ? undefined : isoSeconds(Math.min(...covered.map(([start]) => start))),
    to: covered.length === 0 ? undefined : isoSeconds(Math.max(...covered.map(([, end]) => end))),
    notices: findings.notices,
  }
}

interface FoundKeys {
  /** Log files and lists of fingerprints. */
  readonly files: Set<string>
  /** The digests of each trail, oldest first. */
  readonly chains: ReadonlyMap<string, ChainDigest[]>
}

async function sortKeys(reader: TrailReader, findings: Findings): Promise<FoundKeys> {
  const files = new Set<string>()
  const chains = new Map<string, ChainDigest[]>()
  for await (const key of reader.list()) {
    const named = readKey(key)
    if (named?.kind === 'digest') {
      const name = chainName(named)
      const chain = chains.get(name)
      const digest = { key, at: named.at }
      if (chain === undefined) chains.set(name, [digest])
      else chain.push(digest)
    } else if (named !== undefined) {
      files.add(key)
    } else if (isInTrail(key)) {
      const message = 'no trail has a file of this name'
      findings.add({ kind: 'inserted', file: key, message, at: 0 })
    }
  }
  for (const chain of chains.values()) chain.sort((a, b) => a.at - b.at)
  return { files, chains }
}

function chainName(named: Named): string {
  assert(named.kind === 'digest', 'a digest')
  const { prefix, account, region, trail } = named
  return [prefix, account, region, trail].join('\n')
}
