/** The language of patterns read plainly, at each match again: slow, and simple enough to be seen to be right. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

export function interpret(pattern: Json, event: Json): boolean {
  const fields = Object.entries(pattern as Record<string, Json>)
  return fields.every(([name, wanted]) => {
    if (name === '$or') return (wanted as Json[]).some((branch) => interpret(branch, event))
    const isObject = event !== null && typeof event === 'object' && !Array.isArray(event)
    const value =
      isObject && Object.hasOwn(event, name) ? (event as Record<string, Json>)[name] : undefined
    return field(wanted, value)
  })
}

function field(wanted: Json, value: Json | undefined): boolean {
  if (Array.isArray(wanted)) {
    const leaves = leavesOf(value)
    return wanted.some((one: Json) => {
      const exists = (one as { exists?: boolean } | null)?.exists
      if (exists === false) return leaves.length === 0
      return leaves.some((leaf) => leafMatches(one, leaf))
    })
  }
  if (!Array.isArray(value)) return interpret(wanted, value ?? null)
  if (value.length === 0) return interpret(wanted, null)
  return value.some((each: Json) => field(wanted, each))
}

function leavesOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((each: Json) => leavesOf(each))
  return value !== null && typeof value === 'object' ? [] : [value]
}

function leafMatches(one: Json, leaf: Json): boolean {
  if (one === null || typeof one !== 'object') return one === leaf
  const [[name, argument]] = Object.entries(one as Record<string, Json>) as [[string, Json]]
  if (name === 'exists') return true
  if (name === 'anything-but') {
    const list = Array.isArray(argument) ? (argument as Json[]) : [argument]
    if (list[0] === null || typeof list[0] !== 'object') return !list.includes(leaf)
    const [[inner, parts]] = Object.entries(list[0]) as [[string, Json]]
    const all = Array.isArray(parts) ? (parts as Json[]) : [parts]
    return !all.some((part) => leafMatches({ [inner]: part }, leaf))
  }
  if (name === 'numeric') {
    const [a, b, c, d] = argument as [string, number, string?, number?]
    if (typeof leaf !== 'number') return false
    return compare(leaf, a, b) && (c === undefined || compare(leaf, c, d ?? NaN))
  }
  if (typeof leaf !== 'string') return false
  const folds = typeof argument === 'object' && argument !== null
  const text = folds ? leaf.toLowerCase() : leaf
  const part: string = folds
    ? ((argument as Record<string, string>)['equals-ignore-case'] ?? '').toLowerCase()
    : String(argument)
  switch (name) {
    case 'prefix':
      return text.slice(0, part.length) === part
    case 'suffix':
      return part.length <= text.length && text.slice(text.length - part.length) === part
    case 'equals-ignore-case':
      return leaf.toLowerCase() === part.toLowerCase()
    case 'wildcard':
      return new RegExp(`^${part.replaceAll('*', '.*')}$`, 's').test(leaf)
    default:
      throw new Error(`the interpreter does not know ${name}`)
  }
}

function compare(a: number, operator: string, b: number): boolean {
  if (operator === '=') return a === b
  if (operator === '<') return a < b
  if (operator === '<=') return a <= b
  return operator === '>' ? a > b : a >= b
}
