import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidArgumentError, type Command } from 'commander'
import type { Alert } from '../../../alerts/index.ts'
import { limits } from '../../../base/index.ts'
import { configurationError } from '../../exit.ts'

interface Options {
  readonly lines: number
  readonly follow: boolean
  readonly json?: boolean
}

/** `strongroom alerts tail`: the alerts of a file that --alert-file writes, and those that follow. */
export function addAlertsTail(alerts: Command): void {
  alerts
    .command('tail <file>')
    .description('show the alerts that --alert-file writes, and go on as they come')
    .option('-n, --lines <count>', 'show so many that are there already', count, 10)
    .option('--no-follow', 'end after those')
    .option('--json', 'print alerts as they are, a line each')
    .action(tail)
}

async function tail(path: string, options: Options): Promise<void> {
  const first = await opened(path)
  if (first === undefined) throw configurationError(`Cannot read ${path}: check the path`)
  const { text, end } = await readFrom(first, 0)
  const lines = text.split('\n').filter((line) => line !== '')
  show(options.lines === 0 ? [] : lines.slice(-options.lines), options)
  if (!options.follow) return first.close()
  await follow(path, first, end, options)
}

/** Until the process is told to end. A file that was moved away is followed by the one in its place. */
async function follow(
  path: string,
  first: FileHandle,
  at: number,
  options: Options,
): Promise<void> {
  let file = first
  let end = at
  let rest = ''
  for (;;) {
    await sleep(limits.alertTailMs)
    const read = await readFrom(file, end)
    end = read.end
    const parts = (rest + read.text).split('\n')
    rest = parts.pop() ?? ''
    show(
      parts.filter((line) => line !== ''),
      options,
    )
    const next = await replaced(path, file)
    if (next === undefined) continue
    await file.close()
    file = next
    end = 0
  }
}

async function replaced(path: string, file: FileHandle): Promise<FileHandle | undefined> {
  const next = await opened(path)
  if (next === undefined) return undefined
  const [now, known] = [await next.stat(), await file.stat()]
  if (now.ino !== known.ino) return next
  await next.close()
  return undefined
}

function opened(path: string): Promise<FileHandle | undefined> {
  return open(path, 'r').catch(() => undefined)
}

async function readFrom(file: FileHandle, from: number): Promise<{ text: string; end: number }> {
  const { size } = await file.stat()
  const begin = size < from ? 0 : from
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - begin), 0, size - begin, begin)
  return { text: buffer.toString('utf8', 0, bytesRead), end: begin + bytesRead }
}

function show(lines: readonly string[], { json }: Options): void {
  for (const line of lines) process.stdout.write(`${json === true ? line : readable(line)}\n`)
}

function readable(line: string): string {
  try {
    const { raisedAt, severity, rule, message } = JSON.parse(line) as Alert
    return `${raisedAt}  ${severity.padEnd(8)}  ${rule}: ${printable(message)}`
  } catch {
    return printable(line)
  }
}

/** Names of a client's choice must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')
}

function count(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number.')
}
