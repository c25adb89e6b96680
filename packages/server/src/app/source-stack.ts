import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { resolve } from 'node:path'

/** Maps of the bundles that errors came from: read at the first error, since most processes see none. */
const maps = new Map<string, SourceMap | undefined>()

/**
 * The stack of an error with places in the sources, where it names places in a bundle. What has no map
 * stays as it is.
 */
export function sourceStack(stack: string): string {
  return stack.replace(
    /((?:\/|[A-Za-z]:\\)[^\n():]*\.code\.js):(\d+):(\d+)/g,
    (place, file: string, line: string, column: string) => {
      const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1)
      if (entry === undefined || !('originalSource' in entry)) return place
      const source = resolve(file, '..', entry.originalSource)
      return `${source}:${String(entry.originalLine + 1)}:${String(entry.originalColumn + 1)}`
    },
  )
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`))
  return maps.get(file)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
  } catch {
    return undefined
  }
}
