import { readFileSync } from 'node:fs'

/**
 * Reads a table of `vectors/`; the caller knows the shape of its cases. The path is that from the
 * compiled file, packages/server/dist/src/values.
 */
export function readVectors(file: string): unknown {
  const url = new URL(`../../../../../vectors/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}
