import { PatternFault } from './pattern-fault.ts'

/**
 * The fixed texts between the `*` of a wildcard; `\*` and `\\` are the characters themselves. Two `*` in a row are
 * refused, as EventBridge refuses them.
 */
export function wildcardParts(path: string, text: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') {
      at++
      const escaped = text.charAt(at)
      if (escaped !== '*' && escaped !== '\\') {
        throw new PatternFault(path, 'a backslash must stand before * or another backslash')
      }
      part += escaped
    } else if (character === '*') {
      if (text.charAt(at + 1) === '*') throw new PatternFault(path, '** is not allowed; write *')
      parts.push(part)
      part = ''
    } else {
      part += character
    }
  }
  return [...parts, part]
}

/** Whether a text is the parts in this order with anything between them. Takes no longer than to read it once a part. */
export function matchesWildcard(parts: readonly string[], text: string): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
