/** Items of one partition key, and so of one Query. */
export const itemsPerPartition = 20

/** Numbers that look random and are the same in every run: xorshift of 32 bits. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
  }

  /** From 0 up to, not including, `bound`. */
  below(bound: number): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return (state >>> 0) % bound
  }
}

/** The key of the item with that number, as JSON members. */
export function keyMembers(number: number): string {
  const partition = Math.floor(number / itemsPerPartition)
  const order = number % itemsPerPartition
  return `"customer":{"S":"${partitionKey(partition)}"},"order":{"S":"order-${String(order).padStart(6, '0')}"}`
}

export function partitionKey(partition: number): string {
  return `customer-${String(partition).padStart(10, '0')}`
}

const words =
  'amber basil cedar delta ember flint grove harbor indigo juniper kestrel lagoon meadow nectar'.split(
    ' ',
  )

/** An order as a shop might keep it, as wire JSON of about 700 bytes: texts, numbers, a map and a list. */
export function itemJson(number: number, chance: Chance): string {
  const word = (): string => words[chance.below(words.length)] ?? ''
  const text = (count: number): string => Array.from({ length: count }, word).join(' ')
  const line = (): string =>
    `{"M":{"sku":{"S":"${word()}-${String(chance.below(100_000))}"},"count":{"N":"${String(1 + chance.below(9))}"},` +
    `"price":{"N":"${String(chance.below(50_000))}.${String(10 + chance.below(90))}"}}}`
  return (
    `{${keyMembers(number)},"revision":{"N":"1"},"state":{"S":"${word()}"},` +
    `"placed":{"S":"2026-01-${String(10 + chance.below(18))}T12:00:00Z"},"express":{"BOOL":true},` +
    `"total":{"N":"${String(chance.below(1_000_000))}.50"},"note":{"S":"${text(24)}"},` +
    `"address":{"M":{"street":{"S":"${text(3)} ${String(chance.below(200))}"},"city":{"S":"${word()}"},` +
    `"code":{"S":"${String(10_000 + chance.below(89_999))}"}}},"lines":{"L":[${line()},${line()}]}}`
  )
}
