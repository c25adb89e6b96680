import { comparing, is, type OperatorTable } from './operator.ts'

export const binaryOperators: OperatorTable = {
  BinaryEquals: is(comparing(readBinary, (value, wanted) => value === wanted)),
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The bytes, as text in base64 whose unused last bits are zero, so that equal bytes are equal texts. */
export function readBinary(text: string): string | undefined {
  return base64.test(text) ? Buffer.from(text, 'base64').toString('base64') : undefined
}
