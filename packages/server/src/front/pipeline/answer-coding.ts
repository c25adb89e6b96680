import { deflate, gzip } from 'node:zlib'
import { limits } from '../../base/index.ts'

/** The codings that answers come in, the preferred one first. */
const codings = ['gzip', 'deflate'] as const
export type AnswerCoding = (typeof codings)[number]

/**
 * What the `Accept-Encoding` of a request asks for, read as the service reads it: the coding with the
 * largest weight, of equal ones the first, and a named one before `*`. Undefined: none, as it is.
 * Whoever takes `identity` rather than gzip gets gzip all the same; a weight that is no number is 1.
 */
export function answerCoding(accepted: string | undefined): AnswerCoding | undefined {
  if (accepted === undefined) return undefined
  const weights = weightsOf(accepted)
  const others = weights.get('*') ?? 0
  let best: AnswerCoding | undefined
  let weight = 0
  for (const [name, own] of weights) {
    const coding = codings.find((each) => each === name)
    if (coding !== undefined && own > weight) [best, weight] = [coding, own]
  }
  if (others <= weight) return best
  return codings.find((each) => !weights.has(each)) ?? best
}

/** Of each name the largest weight, in the order of the header. */
function weightsOf(accepted: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const part of accepted.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const weight = Math.max(weightOf(parameters), weights.get(name) ?? 0)
    weights.set(name, weight)
  }
  return weights
}

/** The first `q` counts, and no weight is larger than 1. */
function weightOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=').map((text) => text.trim())
    if (name !== 'q') continue
    if (value.startsWith('-')) return 0
    return /^\d+(?:\.\d*)?$/.test(value) ? Math.min(Number(value), 1) : 1
  }
  return 1
}

/** How many answers this process compresses at the moment. */
let running = 0

/**
 * The body in that coding. Undefined where enough others are being compressed: then it goes as it is, which
 * a client may always get. Fast rather than small: the processor is dearer here than the wire.
 */
export function encodeBody(body: Buffer, coding: AnswerCoding): Promise<Buffer | undefined> {
  if (running >= limits.compressedAnswers) return Promise.resolve(undefined)
  running++
  return new Promise((resolve) => {
    const compress = coding === 'gzip' ? gzip : deflate
    compress(body, { level: 1 }, (error, compressed) => {
      running--
      resolve(error === null ? compressed : undefined)
    })
  })
}
