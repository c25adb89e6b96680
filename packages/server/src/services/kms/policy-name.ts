import { kmsError } from '../../errors/index.ts'

/** A key has one policy, and it has one name. */
export function checkPolicyName(name: string | undefined): void {
  if (name === undefined || name === 'default') return
  throw kmsError('NotFoundException', `No such policy exists`)
}
