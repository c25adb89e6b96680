import type { Dice } from '../properties/dice.ts'
import { own, placesOf, read, Verbatim, write, type Json } from './json-tree.ts'
import { oddBytes, oddNames, oddTexts, oddValue } from './oddities.ts'

/** Changes one place of the tree, which it alters; the root may be replaced. */
export function mutateTree(dice: Dice, root: Json): Json {
  const places = placesOf(root)
  const place = dice.any(places)
  if (place === undefined || dice.chance(0.02)) return oddValue(dice)
  const { holder, at } = place
  const found = read(place) ?? null
  switch (dice.below(8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(at), 1)
      else Reflect.deleteProperty(holder, String(at))
      return root
    case 1:
      if (Array.isArray(holder)) holder.push(...Array<Json>(dice.pick([1, 1, 30, 110])).fill(found))
      else own(holder, dice.pick(oddNames), found)
      return root
    case 2:
      if (Array.isArray(holder)) holder.push(oddValue(dice))
      else own(holder, dice.pick(oddNames), oddValue(dice))
      return root
    case 3: {
      const other = dice.any(places)
      if (other !== undefined) write(place, structuredCloneOf(read(other) ?? null))
      return root
    }
    case 4:
      write(place, dice.chance(0.5) ? [found] : { [dice.pick(['S', 'M', 'L', 'a'])]: found })
      return root
    case 5:
    case 6:
      write(place, typeof found === 'string' ? mutateText(dice, found) : oddValue(dice))
      return root
    default:
      write(place, oddValue(dice))
      return root
  }
}

/** A copy, so that no tree holds itself. */
function structuredCloneOf(value: Json): Json {
  if (value instanceof Verbatim) return value
  if (Array.isArray(value)) return value.map(structuredCloneOf)
  if (typeof value !== 'object' || value === null) return value
  const copy: { [name: string]: Json } = {}
  for (const [name, member] of Object.entries(value)) own(copy, name, structuredCloneOf(member))
  return copy
}

function mutateText(dice: Dice, text: string): Json {
  const at = dice.below(text.length + 1)
  switch (dice.below(6)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + dice.pick(oddNames) + text.slice(at)
    case 2:
      return text.slice(0, at) + text.slice(at + 1)
    case 3:
      return dice.pick(dice.chance(0.5) ? oddTexts : oddNames)
    case 4:
      return text.length > 100 ? text + text : text.repeat(dice.pick([2, 50, 400]))
    default:
      return new Verbatim(`${JSON.stringify(text).slice(0, -1)}\\ud8${String(10 + at).slice(-2)}"`)
  }
}

/** Changes some bytes of a body. */
export function mutateBytes(dice: Dice, body: Buffer): Buffer {
  const at = dice.below(body.length + 1)
  const end = Math.min(body.length, at + dice.below(40))
  const [head, tail] = [body.subarray(0, at), body.subarray(at)]
  switch (dice.below(8)) {
    case 0:
      return head
    case 1:
      return tail
    case 2:
      return Buffer.concat([head, dice.pick(oddBytes), tail])
    case 3: {
      const changed = Buffer.from(body)
      for (let times = 1 + dice.below(4); times > 0 && body.length > 0; times--) {
        const where = dice.below(body.length)
        changed[where] = (changed[where] ?? 0) ^ (1 << dice.below(8))
      }
      return changed
    }
    case 4:
      return Buffer.concat([head, body.subarray(end)])
    case 5:
      return Buffer.concat([head, body.subarray(at, end), tail])
    case 6:
      return Buffer.concat([body, dice.pick(oddBytes)])
    default:
      return Buffer.from(Array.from({ length: dice.below(200) }, () => dice.below(256)))
  }
}
