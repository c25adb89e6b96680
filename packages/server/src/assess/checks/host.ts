import { join } from 'node:path'
import { portOf } from '../asking/host.ts'
import type { FileFacts, ServerProcess } from '../asking/ports.ts'
import { Refusal } from '../asking/refusal.ts'
import type { Inquiry } from '../inquiry.ts'
import { pass, remediate, review, type Check, type Verdict } from '../model.ts'
import { named } from './surveys.ts'

const elsewhere =
  'The process of the server is not to be seen from here; run assess on its machine.'

/** The process that listens at the endpoint. */
function server(inquiry: Inquiry): Promise<ServerProcess | undefined> {
  const port = portOf(inquiry.target.endpoint)
  return inquiry.look(`the process that listens on port ${String(port)}`, (host) =>
    host.serverOn(port),
  )
}

export const processUnprivileged: Check = {
  id: 'process-unprivileged',
  title: 'The server does not run as the superuser',
  remedy: ['sudo -u strongroom strongroom start   # or User=strongroom in the unit'],
  async run(inquiry) {
    const found = await server(inquiry)
    if (found === undefined) return review(elsewhere)
    if (found.uid === 0) return remediate('The server runs as the superuser.')
    return pass(`The server runs as user ${String(found.uid)}.`)
  },
}

export const processConfined: Check = {
  id: 'process-confined',
  title: 'The process is confined: no capabilities, no new privileges, filtered system calls',
  remedy: [
    '# In the unit: NoNewPrivileges=yes, CapabilityBoundingSet=, SystemCallFilter=@system-service,',
    '# ProtectSystem=strict, PrivateTmp=yes, ProtectHome=yes. In a container: --cap-drop=ALL',
    '# --security-opt=no-new-privileges --read-only, with the default seccomp profile.',
  ],
  async run(inquiry) {
    const found = await server(inquiry)
    if (found === undefined) return review(elsewhere)
    const missing = [
      /^0+$/.test(found.capabilities) ? '' : `it has capabilities (${found.capabilities})`,
      found.noNewPrivileges ? '' : 'it may gain privileges',
      found.seccomp ? '' : 'its system calls are not filtered',
    ].filter((one) => one !== '')
    if (missing.length === 0) return pass('It has no capabilities, gains none, and is filtered.')
    return review(`The process could be confined more: ${missing.join('; ')}.`)
  },
}

export const listenersNarrow: Check = {
  id: 'listeners-narrow',
  title: 'The server listens on chosen addresses, not on every network',
  remedy: [
    'strongroom start --host 10.0.0.5',
    'strongroom start --endpoints-only --vpc-listeners …',
  ],
  async run(inquiry) {
    const found = await server(inquiry)
    if (found === undefined) return review(elsewhere)
    const wide = found.listeners.filter(({ address }) => address === '0.0.0.0' || address === '::')
    const shown = (all: ServerProcess['listeners']): string =>
      named(all.map(({ address, port }) => `${address} port ${String(port)}`))
    if (wide.length > 0) return review(`It listens on every network: ${shown(wide)}.`)
    return pass(`It listens on ${shown(found.listeners)}.`)
  },
}

export const plainListeners: Check = {
  id: 'plain-listeners',
  title: 'No listener speaks plain HTTP',
  remedy: ['strongroom start   # without --http-port, and with https:// in --vpc-listeners'],
  async run(inquiry) {
    const found = await server(inquiry)
    const { plainEndpoint } = inquiry.target
    if (found === undefined && plainEndpoint === undefined) return review(elsewhere)
    const urls = (found?.listeners ?? []).map(({ address, port }) => plainUrl(address, port))
    if (plainEndpoint !== undefined) urls.push(plainEndpoint)
    const plain: string[] = []
    for (const url of new Set(urls)) if (await speaksPlain(inquiry, url)) plain.push(url)
    if (plain.length > 0) return remediate(`Plain HTTP is spoken at ${named(plain)}.`)
    if (found === undefined) return review(elsewhere)
    return pass(`None of its ${String(found.listeners.length)} listeners speaks plain HTTP.`)
  },
}

function plainUrl(address: string, port: number): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '[::1]' : address
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${String(port)}/`
}

async function speaksPlain(inquiry: Inquiry, url: string): Promise<boolean> {
  try {
    await inquiry.post(`plain HTTP to ${url}`, { url, headers: {}, body: '' })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** The certificate of the CA is for everybody. */
const publicFile = /(^|\/)ca\.pem$/

export const filesPrivate: Check = {
  id: 'files-private',
  title: 'Data and keys are for the user of the server alone',
  remedy: ['chmod -R go-rwx ./strongroom'],
  async run(inquiry) {
    const { dataDir, keysDir } = inquiry.target
    const folders = [dataDir, keysDir].filter((one) => one !== undefined)
    const open: string[] = []
    let seen = 0
    for (const folder of folders) {
      const files = await inquiry.look(`modes of files below ${folder}`, (host) =>
        host.files(folder),
      )
      seen += files?.length ?? 0
      for (const { path, mode } of files ?? []) {
        if ((mode & 0o077) !== 0 && !publicFile.test(path))
          open.push(`${path} (${mode.toString(8)})`)
      }
    }
    if (seen === 0) return review('The folders of the server are not to be seen from here.')
    if (open.length > 0) return remediate(`Others may read or change ${named(open)}.`)
    return pass(`All ${String(seen)} files and folders are private.`)
  },
}

export const masterKeyApart: Check = {
  id: 'master-key-apart',
  title: 'The master key is not on the disk of the data',
  remedy: [
    'strongroom start --master-key-file /run/keys/master.key   # on another file system',
    '# or let it come from a passphrase or a key service at the start',
  ],
  async run(inquiry) {
    const { dataDir, keysDir } = inquiry.target
    if (dataDir === undefined || keysDir === undefined) return review(elsewhere)
    const keys = await filesOf(inquiry, keysDir)
    const data = await filesOf(inquiry, dataDir)
    if (keys === undefined || data === undefined) {
      return review('The folders of the server are not to be seen from here.')
    }
    const file = keys.find(({ path }) => path === join(keysDir, 'master.key'))
    if (file === undefined) return pass('No file of the keys directory holds the master key.')
    if (data.some(({ device }) => device === file.device)) {
      return review(
        'The master key lies on the same file system as the data: who takes the disk has both.',
      )
    }
    return pass('The master key lies on another file system than the data.')
  },
}

export const rootSecretPutAway: Check = {
  id: 'root-secret-put-away',
  title: 'The secret of root does not lie on the server',
  remedy: ['# Keep the two values in a safe, then: rm ./strongroom/keys/root.credentials'],
  async run(inquiry) {
    const { keysDir } = inquiry.target
    const files = keysDir === undefined ? undefined : await filesOf(inquiry, keysDir)
    if (files === undefined) return review('The keys directory is not to be seen from here.')
    const found = files.find(({ path }) => path.endsWith('/root.credentials'))
    if (found === undefined) return pass('No file of the keys directory holds it.')
    return remediate(`It lies in ${found.path}.`)
  },
}

/** The first day without updates of each line of Node.js, as its project published. */
const endOfLife: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
}

export const runtimeSupported: Check = {
  id: 'runtime-supported',
  title: 'The runtime still gets security updates',
  remedy: [
    '# Install a line of Node.js that is in long-term support, and start the server with it.',
  ],
  async run(inquiry) {
    const version = await inquiry.look('version of Node.js that this command runs on', (host) =>
      Promise.resolve(host.nodeVersion),
    )
    const end = endOfLife[Number(/^v(\d+)/.exec(version)?.[1])]
    if (end === undefined)
      return review(`Whether Node.js ${version} is supported is not known here.`)
    if (inquiry.now() >= Date.parse(end))
      return remediate(`Node.js ${version} got its last updates on ${end}.`)
    return pass(`Node.js ${version} is supported until ${end}.`)
  },
}

export const advisoriesNone: Check = {
  id: 'advisories-none',
  title: 'No known vulnerability in what the server is built on',
  remedy: ['npm audit --json > advisories.json', 'strongroom assess --advisories advisories.json'],
  async run(inquiry) {
    const { advisories } = inquiry.target
    if (advisories === undefined) return review('No result of an audit of the lock file was given.')
    const text = await inquiry.look(`the audit of the lock file in ${advisories}`, (host) =>
      host.read(advisories),
    )
    return judgeAdvisories(text)
  },
}

/** By what `npm audit --json` prints. */
function judgeAdvisories(text: string | undefined): Verdict {
  let counts: Partial<Record<string, unknown>> | undefined
  try {
    const audit = JSON.parse(text ?? '') as {
      readonly metadata?: { readonly vulnerabilities?: Partial<Record<string, unknown>> }
    } | null
    counts = audit?.metadata?.vulnerabilities
  } catch {
    counts = undefined
  }
  if (typeof counts?.['total'] !== 'number') return review('It is no result of npm audit --json.')
  const told = Object.entries(counts).filter(([name, count]) => name !== 'total' && count !== 0)
  const says = told.map(([name, count]) => `${String(count)} ${name}`).join(', ')
  if (counts['total'] === 0) return pass('The audit knows of no vulnerability.')
  const grave = Number(counts['high'] ?? 0) + Number(counts['critical'] ?? 0) > 0
  return grave
    ? remediate(`Known vulnerabilities: ${says}.`)
    : review(`Known vulnerabilities: ${says}.`)
}

async function filesOf(
  inquiry: Inquiry,
  folder: string,
): Promise<readonly FileFacts[] | undefined> {
  return inquiry.look(`files below ${folder}`, (host) => host.files(folder))
}
