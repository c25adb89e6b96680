// Node 20 has isWellFormed; the compiler's ES2023 library does not list it yet.
/// <reference lib="es2024.string" />
import { limits } from '../base/index.ts'
import { invalidParameters, validation } from '../errors/index.ts'

/**
 * Refuses a lone surrogate, which JSON escapes can spell and UTF-8 cannot: written out it would turn
 * into another character, and two different keys into one.
 */
export function checkText(text: string): void {
  if (!text.isWellFormed()) {
    throw invalidParameters('A string is not valid Unicode: it contains an unpaired surrogate')
  }
}

/** Refuses the attribute names that DynamoDB refuses: empty, or of more than 65535 UTF-8 bytes. */
export function checkName(name: string): void {
  if (name.length === 0) throw validation('Empty attribute name')
  // A UTF-16 unit is at most three bytes of UTF-8, so short names need no count.
  const mayBeLong = name.length * 3 > limits.attributeNameBytes
  if (mayBeLong && Buffer.byteLength(name) > limits.attributeNameBytes) {
    throw validation('Attribute name is too large, must be less than 65536 bytes')
  }
  checkText(name)
}
