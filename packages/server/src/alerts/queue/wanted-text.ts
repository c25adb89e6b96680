import type { Rule } from '../rules/index.ts'

/**
 * Which records any of the rules may match, told from their text alone, since with data events there are many others.
 * True does not mean that a rule matches. Undefined: every record may.
 */
export function wantedText(rules: readonly Rule[]): ((record: string) => boolean) | undefined {
  if (rules.some(({ builtIn, pattern }) => builtIn !== true && pattern.eventNames === undefined)) {
    return undefined
  }
  const marks = ['"managementEvent":true', '"errorCode":"', '"type":"Root"']
  for (const { builtIn, pattern } of rules) {
    if (builtIn === true) continue
    for (const name of pattern.eventNames ?? []) marks.push(`"eventName":${JSON.stringify(name)}`)
  }
  return (record) => marks.some((mark) => record.includes(mark))
}
