import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Endpoint } from '../load/endpoint.ts'
import { recordEverything } from './audit-setup.ts'
import { peerFolder } from './peers.ts'
import { freePort, launch, type ServerProcess } from './server-process.ts'

/** A server that can be measured. */
export interface Server {
  readonly name: string
  /** What it does for its figures. */
  readonly terms: string
  /** Starts it with a fresh or, the second time, with the same directory for its data. */
  start(directory: string): Promise<ServerProcess>
  /** What is done once its tables are loaded, before anything is measured. */
  prepare?(endpoint: Endpoint): Promise<void>
}

/** Of the workspace, from this file's place in dist. */
const root = '../../../../..'
/** The command line, as it is shipped. */
export const commandLine = fileURLToPath(
  new URL(`${root}/packages/server/dist/bundle/app/main.js`, import.meta.url),
)
const host = '127.0.0.1'
/** The root credentials of every server that is measured. */
export const rootKey = {
  accessKeyId: 'AKIABENCHBENCHBENCHB',
  secretAccessKey: 'bench-bench-bench-bench-bench-bench-benc',
}
const signing = { region: 'us-east-1', ...rootKey }

/** This server with everything on. `nodeOptions` are for profiles. */
export function strongroom(
  nodeOptions: readonly string[] = [],
  workers = 1,
  settings: readonly string[] = [],
): Server {
  const terms = 'TLS, signatures verified, encrypted rows and pages, each commit on the disk'
  return {
    name: workers === 1 ? 'strongroom' : `strongroom-${String(workers)}`,
    terms: workers === 1 ? terms : `${terms}; --workers ${String(workers)}`,
    start: async (directory) => {
      const port = await freePort()
      const keys = join(directory, 'keys')
      const authorityFile = join(keys, 'ca.pem')
      const data = join(directory, 'data')
      return launch({
        command: process.execPath,
        args: [
          ...[...nodeOptions, commandLine, 'start', '--port', String(port), '--data-dir', data],
          ...['--keys-dir', keys, '--log-format', 'json', '--log-level', 'warn'],
          ...(workers === 1 ? [] : ['--workers', String(workers)]),
          ...settings,
        ],
        environment: {
          STRONGROOM_ROOT_ACCESS_KEY_ID: signing.accessKeyId,
          STRONGROOM_ROOT_SECRET_ACCESS_KEY: signing.secretAccessKey,
        },
        endpoint: () =>
          existsSync(authorityFile)
            ? { host, port, ...signing, authority: readFileSync(authorityFile, 'utf8') }
            : undefined,
      })
    },
  }
}

/**
 * This server with a trail that takes every event on items. By default its files would be made every five minutes, most
 * of the work after what is measured.
 */
export function audited(nodeOptions: readonly string[] = []): Server {
  const server = strongroom(nodeOptions, 1, ['--audit-delivery-seconds', '2'])
  return {
    ...server,
    name: 'strongroom-audited',
    terms: `${server.terms}; a trail of all data events`,
    prepare: recordEverything,
  }
}

const dynalite: Server = {
  name: 'dynalite',
  terms: 'plain HTTP, signatures not verified, in memory',
  start: async () => {
    const port = await freePort()
    const folder = await peerFolder('dynalite')
    return launch({
      command: process.execPath,
      args: [join(folder, 'cli.js'), '--host', host, '--port', String(port)],
      endpoint: () => plain(port),
    })
  },
}

/** DynamoDB Local as the package of a command-line tool ships it. */
function dynamodbLocal(name: string, terms: string, durable: boolean): Server {
  return {
    name,
    terms: `plain HTTP, signatures not verified, ${terms}`,
    start: async (directory) => {
      const port = await freePort()
      const folder = join(await peerFolder('amplify-dynamodb-simulator'), 'emulator')
      mkdirSync(directory, { recursive: true })
      return launch({
        command: 'java',
        args: [
          ...['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'],
          ...['-port', String(port), ...(durable ? ['-dbPath', directory] : ['-inMemory'])],
          '-disableTelemetry',
        ],
        directory: folder,
        endpoint: () => plain(port),
      })
    },
  }
}

function plain(port: number): Endpoint {
  return { host, port, ...signing }
}

export const peers: readonly Server[] = [
  dynalite,
  dynamodbLocal('local', 'in memory', false),
  dynamodbLocal('local-disk', 'in a file', true),
]

/** A directory for the data of one run; removed with {@link dispose}. */
export function scratchDirectory(): { readonly path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), 'strongroom-bench-'))
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) }
}
