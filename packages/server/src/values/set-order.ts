import type { AttributeValue } from './attribute-value.ts'
import { encodeKeyComponent } from './key-codec.ts'

export type SetType = 'SS' | 'NS' | 'BS'

/**
 * The members of a set as the service answers them, whatever order they came in: texts by their
 * UTF-8 bytes, numbers by value, binaries by their bytes. Members must be canonical; answers
 * `members` itself when it is in order.
 */
export function sortMembers(type: SetType, members: string[]): string[] {
  if (members.length < 2) return members
  // Each member is encoded once: comparing would take a number apart at every step.
  const keyed = members.map((member) => ({ member, key: encodeKeyComponent(scalar(type, member)) }))
  const inOrder = keyed.every(({ key }, at) => {
    const before = keyed[at - 1]
    return before === undefined || before.key.compare(key) <= 0
  })
  if (inOrder) return members
  return keyed.sort((a, b) => a.key.compare(b.key)).map(({ member }) => member)
}

function scalar(type: SetType, member: string): AttributeValue {
  switch (type) {
    case 'SS':
      return { S: member }
    case 'NS':
      return { N: member }
    case 'BS':
      return { B: member }
  }
}
