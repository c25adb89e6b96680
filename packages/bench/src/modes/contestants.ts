import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Generator } from '../load/generator.ts'
import type { Target } from '../load/operations.ts'
import type { Options } from '../options.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { audited, peers, strongroom, type Server } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'

/** A server that runs and holds the data. */
export interface Contestant {
  readonly name: string
  readonly terms: string
  readonly process: ServerProcess
}

/** This server, with the profiler on where that was asked for. */
export function serverUnderTest(options: Options): Server {
  return strongroom(profiling(options, 'strongroom'))
}

/** Node's options for profiles of a server, in a folder of its own. */
function profiling(options: Options, name: string): string[] {
  if (options.profile === undefined) return []
  const folder = join(resolve(options.profile), name)
  mkdirSync(folder, { recursive: true })
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** Starts and loads all servers that take part. One that cannot is left out, and the reason printed. */
export async function startContestants(
  options: Options,
  generator: Generator,
  targets: readonly Target[],
  directory: string,
): Promise<Contestant[]> {
  const contestants: Contestant[] = []
  const recording = audited(profiling(options, 'strongroom-audited'))
  for (const server of [serverUnderTest(options), recording, strongroom([], 2), ...peers]) {
    if (!options.servers.includes(server.name)) continue
    try {
      const process = await server.start(join(directory, server.name))
      contestants.push({ name: server.name, terms: server.terms, process })
      for (const target of targets) {
        await createTable(process.endpoint, target)
        const startedAt = performance.now()
        await generator.run({ kind: 'load', endpoint: process.endpoint, target })
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
        const what = `${String(target.items)} items${target.indexed ? ', with indexes,' : ''}`
        console.log(`${server.name}: ${what} loaded in ${seconds} s`)
      }
      await server.prepare?.(process.endpoint)
    } catch (error) {
      const running = contestants.findIndex(({ name }) => name === server.name)
      for (const { process } of running < 0 ? [] : contestants.splice(running, 1)) {
        await process.stop()
      }
      const reason = error instanceof Error ? error.message : String(error)
      console.log(`${server.name} is left out: ${reason}`)
    }
  }
  return contestants
}
