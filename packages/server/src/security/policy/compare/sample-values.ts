import { readBinary } from '../binary-operators.ts'
import { formatAddress, readRange, sameFamily, type Range } from '../ip-operators.ts'
import type { Effort } from './effort.ts'
import { plainSample, type Reading, type Sample } from './samples.ts'

export function sampleBooleans(): readonly Sample[] {
  return ['true', 'false', 'example'].map(plainSample)
}

/** The values that are named, one that is not, and one that is not of the type. */
export function sampleBinaries(readings: readonly Reading[]): readonly Sample[] {
  const named = new Set<string>()
  for (const { condition } of readings) {
    for (const value of condition.values) named.add(readBinary(value) ?? value)
  }
  let other = 0
  const encode = (): string => Buffer.from(String(other)).toString('base64')
  while (named.has(encode())) other += 1
  return [...named, encode(), '!'].map(plainSample)
}

/**
 * Of each range that is named an address that lies in none of the ranges within, one outside of all, of
 * both families, and one that is none. Ranges lie within each other or apart.
 */
export function sampleAddresses(readings: readonly Reading[], effort: Effort): readonly Sample[] {
  const named = readings.flatMap(({ condition }) => condition.values.map(readRange))
  const ranges = named.filter((range) => range !== undefined)
  const samples: Sample[] = []
  for (const range of [...ranges, ...everything]) {
    const address = within(range, ranges, effort)
    if (address !== undefined) samples.push(plainSample(formatAddress(address)))
  }
  return [...samples, plainSample('example')]
}

const everything: readonly Range[] = [
  { address: [0, 0, 0, 0, 0, 0xffff, 0, 0], prefix: 96 },
  { address: [0, 0, 0, 0, 0, 0, 0, 0], prefix: 0 },
]

/** An address of the range that is in none of the others inside it, nor of the other family. */
function within(
  range: Range,
  ranges: readonly Range[],
  effort: Effort,
): readonly number[] | undefined {
  const holes = ranges.filter(
    (other) => sameFamily(other, range) && other.prefix > range.prefix && covers(range, other),
  )
  const [version4] = everything
  if (version4 !== undefined && !sameFamily(version4, range)) holes.push(version4)
  return outside(masked(range), holes, effort)
}

/** Halves the range until one half has no hole. */
function outside(
  range: Range,
  holes: readonly Range[],
  effort: Effort,
): readonly number[] | undefined {
  effort.spend(1 + holes.length)
  const inside = holes.filter((hole) => covers(range, hole))
  if (holes.some((hole) => covers(hole, range))) return undefined
  if (inside.length === 0) return range.address
  for (const bit of [0, 1]) {
    const address = [...range.address]
    const word = Math.floor(range.prefix / 16)
    address[word] = (address[word] ?? 0) | (bit << (15 - (range.prefix % 16)))
    const found = outside({ address, prefix: range.prefix + 1 }, inside, effort)
    if (found !== undefined) return found
  }
  return undefined
}

function covers(outer: Range, inner: Range): boolean {
  if (outer.prefix > inner.prefix) return false
  const [a, b] = [masked(outer), masked({ ...inner, prefix: outer.prefix })]
  return a.address.every((word, index) => word === b.address[index])
}

/** With zeros after the prefix. */
function masked({ address, prefix }: Range): Range {
  const words = address.map((word, index) => {
    const bits = Math.min(Math.max(prefix - index * 16, 0), 16)
    return (word >>> (16 - bits)) << (16 - bits)
  })
  return { address: words, prefix }
}
