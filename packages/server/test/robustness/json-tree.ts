/** JSON as a test builds it, with texts in it that no serializer would write. */
export type Json = null | boolean | number | string | Verbatim | Json[] | { [name: string]: Json }

/** Stands for itself in the text, whether or not it is JSON. */
export class Verbatim {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export function textOfJson(value: Json): string {
  if (value instanceof Verbatim) return value.text
  if (Array.isArray(value)) return `[${value.map(textOfJson).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${textOfJson(member)}`,
  )
  return `{${members.join()}}`
}

/** A place in a tree: what holds it, and by which name or number. */
export interface Place {
  readonly holder: Json[] | { [name: string]: Json }
  readonly at: string | number
}

/** Every place below the root, holders before what they hold. */
export function placesOf(root: Json): Place[] {
  const places: Place[] = []
  const visit = (holder: Json): void => {
    if (typeof holder !== 'object' || holder === null || holder instanceof Verbatim) return
    if (Array.isArray(holder)) {
      for (const [at, member] of holder.entries()) {
        places.push({ holder, at })
        visit(member)
      }
      return
    }
    for (const [at, member] of Object.entries(holder)) {
      places.push({ holder, at })
      visit(member)
    }
  }
  visit(root)
  return places
}

export function read({ holder, at }: Place): Json | undefined {
  return Array.isArray(holder) ? holder[Number(at)] : holder[String(at)]
}

export function write({ holder, at }: Place, value: Json): void {
  if (Array.isArray(holder)) holder[Number(at)] = value
  else own(holder, String(at), value)
}

/** Sets a member of that very name, `__proto__` too. */
export function own(holder: { [name: string]: Json }, name: string, value: Json): void {
  Object.defineProperty(holder, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}
