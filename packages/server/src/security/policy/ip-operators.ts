import { badValue, is, isNot, remembering, type Matcher, type OperatorTable } from './operator.ts'

export const ipOperators: OperatorTable = {
  IpAddress: is(inRange),
  NotIpAddress: isNot(inRange),
}

/**
 * Eight words of 16 bits. IPv4 is written as IPv6 writes it, ::ffff:a.b.c.d, so that an address is
 * the same whether it came in over a v4 or a dual-stack socket.
 */
export type Address = readonly number[]

export interface Range {
  readonly address: Address
  readonly prefix: number
}

function inRange(values: readonly string[]): Matcher {
  const ranges = values.map((value) => readRange(value) ?? badValue(value))
  return remembering((value) => {
    const address = readAddress(value.replace(/%[^%/]*$/, ''))
    if (address === undefined) return undefined
    return ranges.some((range) => contains(range, address))
  })
}

/** A range of IPv6 holds no IPv4 addresses, not even `::/0` does. */
function contains(range: Range, address: Address): boolean {
  if (isRangeOf4(range) !== isVersion4(address)) return false
  return range.address.every((word, index) => {
    const bits = Math.min(Math.max(range.prefix - index * 16, 0), 16)
    return word >>> (16 - bits) === (address[index] ?? 0) >>> (16 - bits)
  })
}

/** Whether both are ranges of the same version, so that one address can be in both. */
export function sameFamily(a: Range, b: Range): boolean {
  return isRangeOf4(a) === isRangeOf4(b)
}

/** As {@link readRange} reads it. */
export function formatAddress(address: Address): string {
  const [high = 0, low = 0] = address.slice(6)
  if (isVersion4(address)) return [high >>> 8, high & 255, low >>> 8, low & 255].join('.')
  return address.map((word) => word.toString(16)).join(':')
}

function isRangeOf4({ address, prefix }: Range): boolean {
  return isVersion4(address) && prefix >= 96
}

function isVersion4(address: Address): boolean {
  return address[5] === 0xffff && address.slice(0, 5).every((word) => word === 0)
}

/** Undefined if the text is neither an address nor a range. */
export function readRange(text: string): Range | undefined {
  const [host = '', prefix, ...more] = text.split('/')
  const address = readAddress(host)
  if (address === undefined || more.length > 0) return undefined
  const longest = host.includes(':') ? 128 : 32
  if (prefix === undefined) return { address, prefix: 128 }
  if (!/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > longest) return undefined
  return { address, prefix: Number(prefix) + 128 - longest }
}

function readAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const words = readVersion4(text)
    return words && [0, 0, 0, 0, 0, 0xffff, ...words]
  }
  const [left = '', right, ...more] = text.split('::')
  const head = readWords(left)
  const tail = readWords(right ?? '')
  if (head === undefined || tail === undefined || more.length > 0) return undefined
  const missing = 8 - head.length - tail.length
  if (right === undefined ? missing !== 0 || left === '' : missing < 1) return undefined
  // Dots may stand at the very end only.
  if (right !== undefined && left.includes('.')) return undefined
  return [...head, ...Array<number>(missing).fill(0), ...tail]
}

function readWords(text: string): readonly number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const words: number[] = []
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && index === groups.length - 1) {
      const pair = readVersion4(group)
      if (pair === undefined) return undefined
      words.push(...pair)
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) words.push(Number.parseInt(group, 16))
    else return undefined
  }
  return words
}

/** Two words. Octets with leading zeros are refused: some read them as octal. */
function readVersion4(text: string): readonly [number, number] | undefined {
  const octets = text.split('.')
  if (octets.length !== 4) return undefined
  if (!octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256)) {
    return undefined
  }
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number)
  return [a * 256 + b, c * 256 + d]
}
