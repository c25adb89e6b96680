import type { GenerateMacRequest } from '../../generated/kms/index.ts'
import { keyArn } from './arns.ts'
import { keyOperation } from './key-operation.ts'
import { macOf } from './mac.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob } from './wire.ts'

export const GenerateMac = keyOperation<GenerateMacRequest>({
  name: 'GenerateMac',
  inputShape: 'GenerateMacRequest',
  naming: 'any',
  states: 'usable',
  prepare({ Message }) {
    blob(Message, 'message', 4096)
  },
  conditions: ({ MacAlgorithm }) => ({ 'kms:MacAlgorithm': MacAlgorithm }),
  grantContext: () => undefined,
  suits(key, { MacAlgorithm }, arn) {
    checkUsage(key, 'GENERATE_VERIFY_MAC', 'GenerateMac', arn)
    checkAlgorithm(key, 'macs', MacAlgorithm)
  },
  async run(deps, key, { Message, MacAlgorithm }, { region }) {
    const mac = await macOf(deps, key, MacAlgorithm, blob(Message, 'message', 4096))
    return { Mac: mac.toString('base64'), MacAlgorithm, KeyId: keyArn(region, key) }
  },
})
