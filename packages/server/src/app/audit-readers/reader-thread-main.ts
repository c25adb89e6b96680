import { parentPort, workerData } from 'node:worker_threads'
import { assert, systemClock, systemRandom } from '../../base/index.ts'
import { Background, runsHere } from '../../engine/index.ts'
import type { Config } from '../config/index.ts'
import { openLogger } from '../log.ts'
import { received, secretOf } from '../passed-secrets.ts'
import { openEmbeddedReader } from '../stores.ts'
import { remoteCommitter } from '../remote-committer.ts'
import type { FromThread, ThreadBoot, ToThread } from './messages.ts'
import { auditReaders } from './readers.ts'

/** The thread that reads the audit log, until it is told to stop. An error of its own ends the process. */
const port = parentPort
assert(port !== null, 'this runs as a thread')

const committer = remoteCommitter((id, batch) => {
  port.postMessage({ kind: 'commit', id, batch } satisfies FromThread)
})
const running = run(workerData as ThreadBoot)
port.on('message', (message: ToThread) => {
  if (message.kind === 'committed') committer.answered(message.id, message.results)
  else void running.then((stop) => stop())
})

/** Resolves when all is under way, with what ends it. */
async function run(boot: ThreadBoot): Promise<() => Promise<void>> {
  const config: Config = { ...boot.config, store: { kind: 'sqlite' } }
  const logger = await openLogger({ format: boot.logFormat, level: config.logLevel })
  const store = await openEmbeddedReader(config, secretOf(boot.pageKey), committer)
  const secrets = {
    keyring: { systemKey: secretOf(boot.systemKey) },
    ...received(boot),
  }
  const surroundings = { clock: systemClock, random: systemRandom, logger }
  const background = new Background(systemClock, logger, runsHere)
  for (const job of await auditReaders(config, store, secrets, surroundings)) background.add(job)
  return async () => {
    await background.stop()
    await store.close()
    process.exit()
  }
}
