import { validation, type ApiError } from '../../errors/index.ts'
import { addNumbers, parseNumber, sortMembers, type AttributeValue } from '../../values/index.ts'

/** A stored value has a type that the update cannot work with. */
export function wrongOperand(
  text = 'An operand in the update expression has an incorrect data type',
): ApiError {
  return validation(text)
}

/**
 * ADD: the sum with a number, the union with a set, a list with more elements, or the value itself
 * where nothing was. `mismatch` is the fault of another type.
 */
export function addTo(
  old: AttributeValue | undefined,
  value: AttributeValue,
  mismatch?: string,
): AttributeValue {
  if (old === undefined) return value
  if ('N' in old && 'N' in value) return { N: addNumbers(old.N, value.N) }
  if ('SS' in old && 'SS' in value) return { SS: sortMembers('SS', union(old.SS, value.SS)) }
  if ('NS' in old && 'NS' in value) {
    return { NS: sortMembers('NS', union(numbers(old.NS), numbers(value.NS))) }
  }
  if ('BS' in old && 'BS' in value) return { BS: sortMembers('BS', union(old.BS, value.BS)) }
  if ('L' in old && 'L' in value) return { L: [...old.L, ...value.L] }
  throw wrongOperand(mismatch)
}

/** DELETE: the set without the given members; undefined when none is left, as sets are never empty. */
export function deleteFrom(
  old: AttributeValue | undefined,
  value: AttributeValue,
  mismatch?: string,
): AttributeValue | undefined {
  if (old === undefined) return undefined
  if ('SS' in old && 'SS' in value) return left(old.SS, value.SS, (SS) => ({ SS }))
  if ('NS' in old && 'NS' in value) {
    return left(numbers(old.NS), numbers(value.NS), (NS) => ({ NS }))
  }
  if ('BS' in old && 'BS' in value) return left(old.BS, value.BS, (BS) => ({ BS }))
  throw wrongOperand(mismatch)
}

/** Equal numbers have equal texts only in their canonical form. */
function numbers(texts: readonly string[]): string[] {
  return texts.map((text) => parseNumber(text))
}

function union(old: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...old, ...added])]
}

function left(
  old: readonly string[],
  removed: readonly string[],
  wrap: (members: string[]) => AttributeValue,
): AttributeValue | undefined {
  const gone = new Set(removed)
  const members = old.filter((member) => !gone.has(member))
  return members.length === 0 ? undefined : wrap(members)
}
