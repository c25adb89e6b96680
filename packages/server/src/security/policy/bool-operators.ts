import { comparing, is, type OperatorTable } from './operator.ts'

/** JSON's `true` and the text "true" are the same value. */
export const boolOperators: OperatorTable = {
  Bool: is(comparing(readBoolean, (value, wanted) => value === wanted)),
}

/** Undefined if the text is neither true nor false, in any case of letters. */
export function readBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase()
  if (word === 'true') return true
  return word === 'false' ? false : undefined
}
