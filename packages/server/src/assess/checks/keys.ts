import { pass, remediate, review, type Check } from '../model.ts'
import { isOpen, statementsOf } from './documents.ts'
import { named, ownKeys } from './surveys.ts'

export const keysRotate: Check = {
  id: 'keys-rotate',
  title: 'Keys of the customer rotate',
  aws: true,
  remedy: ['aws kms enable-key-rotation --key-id KEY'],
  async run(inquiry) {
    const turning = (await inquiry.survey(ownKeys)).filter(({ rotates }) => rotates !== undefined)
    if (turning.length === 0) return review('There is no symmetric key of the customer yet.')
    const still = turning.filter(({ rotates }) => rotates === false)
    if (still.length === 0)
      return pass(`All ${String(turning.length)} rotate every year or sooner.`)
    return remediate(
      `Without rotation: ${named(still.map(({ metadata }) => metadata.KeyId ?? ''))}.`,
    )
  },
}

export const keyPoliciesClosed: Check = {
  id: 'key-policies-closed',
  title: 'No key policy lets everybody in',
  aws: true,
  remedy: ['aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json'],
  async run(inquiry) {
    const keys = await inquiry.survey(ownKeys)
    if (keys.length === 0) return review('There is no key of the customer yet.')
    const open = keys.filter(({ policy }) => statementsOf(policy).some(isOpen))
    if (open.length === 0) return pass('Every key policy names who may.')
    return remediate(`For everybody: ${named(open.map(({ metadata }) => metadata.KeyId ?? ''))}.`)
  },
}
