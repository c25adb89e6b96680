import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Something that must not be found, by a name for people. */
export interface Canary {
  readonly name: string
  readonly bytes: Buffer
}

/** Bytes that would give the canary away, and how they are written. */
export interface Trace {
  readonly canary: string
  readonly form: string
  readonly bytes: Buffer
}

/** The forms in which a careless program might write the canary somewhere. */
export function tracesOf({ name, bytes }: Canary): Trace[] {
  const text = bytes.toString('latin1')
  const hex = bytes.toString('hex')
  const wide = Buffer.from(text, 'utf16le')
  const forms: Record<string, Buffer> = {
    raw: bytes,
    reversed: Buffer.from(bytes).reverse(),
    hex: Buffer.from(hex),
    'capital hex': Buffer.from(hex.toUpperCase()),
    utf16le: wide,
    utf16be: Buffer.from(wide).swap16(),
    'escaped json': Buffer.from(hex.replaceAll(/../g, '\\u00$&')),
    'percent encoding': Buffer.from(hex.toUpperCase().replaceAll(/../g, '%$&')),
  }
  for (const alignment of [0, 1, 2]) {
    for (const alphabet of ['base64', 'base64url'] as const) {
      forms[`${alphabet} at ${String(alignment)}`] = inBase64(bytes, alignment, alphabet)
    }
  }
  return Object.entries(forms).map(([form, trace]) => ({ canary: name, form, bytes: trace }))
}

/** The characters that are the same whatever stands before and behind; `alignment` bytes stand before. */
function inBase64(bytes: Buffer, alignment: number, alphabet: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(alignment), bytes]).toString(alphabet)
  const first = Math.ceil((alignment * 8) / 6)
  const last = Math.floor(((alignment + bytes.length) * 8) / 6)
  return Buffer.from(text.slice(first, last))
}

/** What is found of the traces, each with the place; the names of files are searched too. */
export async function search(
  directory: string,
  traces: readonly Trace[],
): Promise<{ found: string[]; bytes: number }> {
  const found: string[] = []
  let bytes = 0
  for (const entry of await entriesOf(directory)) {
    const path = join(entry.parentPath, entry.name)
    found.push(...searchBytes(Buffer.from(entry.name), traces).map((trace) => `${trace} in a name`))
    if (!entry.isFile()) continue
    const content = await readFile(path)
    bytes += content.length
    found.push(...searchBytes(content, traces).map((trace) => `${trace} in ${path}`))
  }
  return { found, bytes }
}

export function searchBytes(content: Buffer, traces: readonly Trace[]): string[] {
  return traces
    .filter((trace) => content.includes(trace.bytes))
    .map(({ canary, form }) => `${canary} (${form})`)
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  return readdir(directory, { recursive: true, withFileTypes: true })
}
