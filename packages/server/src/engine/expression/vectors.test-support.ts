import { readFileSync } from 'node:fs'
import type { AttributeMap } from '../../values/index.ts'
import { Substitutions } from './substitutions.ts'

/** A table of `vectors/expressions`: cases with the names and values that they may use. */
export interface Vectors<Case> {
  readonly names?: Record<string, string>
  readonly values?: AttributeMap
  readonly item: AttributeMap
  readonly cases: readonly (Case & { readonly text: string })[]
}

/** The path is that from the compiled file, packages/server/dist/src/engine/expression. */
export function readVectors<Case>(file: string): Vectors<Case> {
  const url = new URL(`../../../../../../vectors/expressions/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Vectors<Case>
}

/** What a request with this text would bring along: of the table, what the text mentions. */
export function substitutionsFor(text: string, vectors: Vectors<unknown>): Substitutions {
  return new Substitutions(mentioned(text, vectors.names), mentioned(text, vectors.values))
}

function mentioned<T>(text: string, all: Record<string, T> = {}): Record<string, T> | undefined {
  const words = new Set(text.match(/[#:]\w+/g) ?? [])
  const entries = Object.entries(all).filter(([key]) => words.has(key))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
