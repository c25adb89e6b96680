import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The peers' packages, in exact versions, so that two runs measure the same thing. */
const peerPackages = {
  dynalite: 'dynalite@4.0.0',
  'amplify-dynamodb-simulator': 'amplify-dynamodb-simulator@2.9.30',
} as const

export type PeerPackage = keyof typeof peerPackages

/** Where peers are kept between runs: outside the repository, as they are no part of it. */
const cache = process.env['STRONGROOM_BENCH_PEERS'] ?? join(tmpdir(), 'strongroom-bench-peers')

/**
 * The folder of a peer's package, fetched by npm at its first use. Install scripts do not run.
 * Rejects where npm cannot fetch it.
 */
export async function peerFolder(name: PeerPackage): Promise<string> {
  const folder = join(cache, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  mkdirSync(cache, { recursive: true })
  console.log(`fetching ${peerPackages[name]} into ${cache} ...`)
  await promisify(execFile)(
    'npm',
    [
      'install',
      '--prefix',
      cache,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      peerPackages[name],
    ],
    { timeout: 300_000 },
  )
  return folder
}
