import { equalValues, type AttributeValue } from '../../values/index.ts'

/**
 * What the operators of one condition found to be equal. A condition may compare the same two sets or documents in each
 * of its operators, 400 KB every time: seconds of work for a request of a few bytes.
 */
export class Equalities {
  #known: Map<AttributeValue, Map<AttributeValue, boolean>> | undefined

  areEqual(left: AttributeValue, right: AttributeValue): boolean {
    if ('S' in left || 'N' in left || 'B' in left) return equalValues(left, right)
    this.#known ??= new Map()
    const those = this.#known.get(left) ?? new Map<AttributeValue, boolean>()
    this.#known.set(left, those)
    const equal = those.get(right) ?? equalValues(left, right)
    those.set(right, equal)
    return equal
  }
}
