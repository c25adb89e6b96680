import type { Effort } from './effort.ts'
import { patternKey, type Pattern } from './pattern.ts'
import { tellTexts, type Told } from './tell-texts.ts'
import { Tracker } from './tracker.ts'

/** A pattern of ARNs: one of each of the six parts. */
export type ArnParts = readonly Pattern[]

/** What parts are shown as where no pattern asks for anything. */
const preferred: readonly (readonly string[])[] = [
  ['aws', 'aws-cn'],
  ['dynamodb', 'kms'],
  ['eu-west-1', 'us-east-1'],
  ['123456789012', '210987654321'],
  ['table/Example', 'table/Another'],
]

/** {@link tellTexts} for ARNs, whose parts match each for itself. */
export function tellArns(patterns: readonly ArnParts[], effort: Effort): readonly Told[] {
  let found = new Map<bigint, string>([[startingArn(patterns), 'arn']])
  for (let part = 1; part < 6; part += 1) {
    const next = new Map<bigint, string>()
    const told = tellPart(patterns, part, effort)
    for (const [mask, text] of found) {
      for (const one of told) {
        effort.spend()
        const both = mask & one.mask
        if (!next.has(both)) next.set(both, `${text}:${one.example}`)
      }
    }
    found = next
  }
  return [...found].map(([mask, example]) => ({ mask, example }))
}

/** Every ARN begins alike, while conditions may hold it against anything. */
function startingArn(patterns: readonly ArnParts[]): bigint {
  const tracker = new Tracker(patterns.map((parts) => parts[0] ?? []))
  let state = tracker.start()
  for (const character of 'arn'.split('')) state = tracker.step(state, character)
  return tracker.matched(state)
}

function tellPart(patterns: readonly ArnParts[], part: number, effort: Effort): readonly Told[] {
  const numbers = new Map<string, number>()
  const distinct: Pattern[] = []
  /** By distinct pattern of this part: the whole patterns that have it. */
  const owners: bigint[] = []
  for (const [index, parts] of patterns.entries()) {
    const pattern = parts[part] ?? []
    const key = patternKey(pattern)
    const number = numbers.get(key) ?? distinct.length
    if (number === distinct.length) {
      numbers.set(key, number)
      distinct.push(pattern)
    }
    owners[number] = (owners[number] ?? 0n) | (1n << BigInt(index))
  }
  const prefer = preferred[part - 1] ?? []
  return tellTexts(distinct, effort, { prefer }).map(({ mask, example }) => {
    let owned = 0n
    for (const [number, owner] of owners.entries()) {
      if ((mask >> BigInt(number)) & 1n) owned |= owner
    }
    return { mask: owned, example }
  })
}
