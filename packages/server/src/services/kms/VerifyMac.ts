import { timingSafeEqual } from 'node:crypto'
import { kmsError } from '../../errors/index.ts'
import type { VerifyMacRequest } from '../../generated/kms/index.ts'
import { keyArn } from './arns.ts'
import { keyOperation } from './key-operation.ts'
import { macOf } from './mac.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob } from './wire.ts'

export const VerifyMac = keyOperation<VerifyMacRequest>({
  name: 'VerifyMac',
  inputShape: 'VerifyMacRequest',
  naming: 'any',
  states: 'usable',
  prepare({ Message, Mac }) {
    blob(Message, 'message', 4096)
    blob(Mac, 'mac', 6144)
  },
  conditions: ({ MacAlgorithm }) => ({ 'kms:MacAlgorithm': MacAlgorithm }),
  grantContext: () => undefined,
  suits(key, { MacAlgorithm }, arn) {
    checkUsage(key, 'GENERATE_VERIFY_MAC', 'VerifyMac', arn)
    checkAlgorithm(key, 'macs', MacAlgorithm)
  },
  async run(deps, key, { Message, Mac, MacAlgorithm }, { region }) {
    const right = await macOf(deps, key, MacAlgorithm, blob(Message, 'message', 4096))
    const given = blob(Mac, 'mac', 6144)
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw kmsError('KMSInvalidMacException')
    }
    return { KeyId: keyArn(region, key), MacValid: true, MacAlgorithm }
  },
})
