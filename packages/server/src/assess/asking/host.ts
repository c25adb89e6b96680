import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../../base/index.ts'
import type { FileFacts, Host, ServerProcess } from './ports.ts'

/** This machine, as Linux shows it in /proc. On others nothing is known of the server's process. */
export function thisHost(): Host {
  return {
    serverOn,
    used: usedBy,
    files: (path) => filesBelow(path).catch(() => undefined),
    read: (path) => readFile(path, 'utf8').catch(() => undefined),
    nodeVersion: process.version,
  }
}

/** A machine of which nothing is known, because the server runs elsewhere. */
export function otherHost(): Host {
  return {
    serverOn: () => Promise.resolve(undefined),
    used: () => Promise.resolve(undefined),
    files: () => Promise.resolve(undefined),
    read: (path) => readFile(path, 'utf8').catch(() => undefined),
    nodeVersion: process.version,
  }
}

/** The port of a URL, named or not. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url)
  return Number(port || (protocol === 'https:' ? 443 : 80))
}

async function serverOn(port: number): Promise<ServerProcess | undefined> {
  try {
    const sockets = await listening()
    const wanted = [...sockets].filter(([, one]) => one.port === port).map(([inode]) => inode)
    const pid = await holderOf(new Set(wanted))
    return pid === undefined ? undefined : await processOf(pid, sockets)
  } catch {
    return undefined
  }
}

type Sockets = ReadonlyMap<string, { readonly address: string; readonly port: number }>

/** Listening sockets by inode. */
async function listening(): Promise<Sockets> {
  const found = new Map<string, { address: string; port: number }>()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(file, 'utf8').catch(() => '')
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      const [, local = '', , state] = fields
      const inode = fields[9]
      const [address = '', port = ''] = local.split(':')
      // 0A is LISTEN.
      if (state !== '0A' || inode === undefined) continue
      found.set(inode, { address: addressOf(address), port: parseInt(port, 16) })
    }
  }
  return found
}

/** The kernel shows an address as words of four bytes in the order of the machine. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse())
  if (bytes.length === 4) return bytes.map((byte) => String(parseInt(byte, 16))).join('.')
  const groups = Array.from(
    { length: 8 },
    (_, index) => `${bytes[2 * index] ?? ''}${bytes[2 * index + 1] ?? ''}`,
  )
  if (groups.every((group) => group === '0000')) return '::'
  return groups.map((group) => group.replace(/^0{1,3}/, '')).join(':')
}

/** The first process that has one of these sockets open: the parent, where workers share it. */
async function holderOf(inodes: ReadonlySet<string>): Promise<number | undefined> {
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  for (const pid of pids.sort((left, right) => left - right)) {
    const folder = `/proc/${String(pid)}/fd`
    for (const name of await readdir(folder).catch(() => [])) {
      const target = await readlink(join(folder, name)).catch(() => '')
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      if (inode !== undefined && inodes.has(inode)) return pid
    }
  }
  return undefined
}

async function processOf(pid: number, sockets: Sockets): Promise<ServerProcess> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8')
  const field = (name: string): string =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.trim() ?? ''
  const listeners = new Map<string, { address: string; port: number }>()
  const folder = `/proc/${String(pid)}/fd`
  for (const name of await readdir(folder)) {
    const target = await readlink(join(folder, name)).catch(() => '')
    const socket = sockets.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
    if (socket !== undefined) listeners.set(`${socket.address} ${String(socket.port)}`, socket)
  }
  return {
    pid,
    uid: Number(field('Uid').split(/\s+/)[1]),
    noNewPrivileges: field('NoNewPrivs') === '1',
    capabilities: field('CapEff'),
    seccomp: field('Seccomp') === '2',
    listeners: [...listeners.values()].sort((left, right) => left.port - right.port),
  }
}

/** What Linux counts processor time in for programs, on every machine that Node runs on. */
const tickMs = 10

async function usedBy(pid: number): Promise<ReadonlyMap<number, number> | undefined> {
  const task = `/proc/${String(pid)}/task/${String(pid)}`
  const children = await readFile(`${task}/children`, 'utf8').catch(() => '')
  const all = [pid, ...children.split(' ').filter(Boolean).map(Number)]
  const used = new Map<number, number>()
  for (const one of all) {
    const stat = await readFile(`/proc/${String(one)}/stat`, 'utf8').catch(() => undefined)
    // The name, in parentheses, may hold anything: fields are counted from behind it.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields !== undefined) used.set(one, (Number(fields[11]) + Number(fields[12])) * tickMs)
  }
  return used.has(pid) ? used : undefined
}

async function filesBelow(path: string): Promise<FileFacts[]> {
  const found: FileFacts[] = []
  const waiting = [path]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const stats = await lstat(next)
    const directory = stats.isDirectory()
    found.push({ path: next, mode: stats.mode & 0o777, device: stats.dev, directory })
    if (found.length >= limits.assessFiles) break
    const folder = next
    if (directory) waiting.push(...(await readdir(folder)).map((name) => join(folder, name)))
  }
  return found
}
