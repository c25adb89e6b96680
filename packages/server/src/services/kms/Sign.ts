import type { SignRequest } from '../../generated/kms/index.ts'
import { signMessage, withMaterial } from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'
import { keyOperation } from './key-operation.ts'
import { checkMessageType } from './message-type.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob } from './wire.ts'

export const Sign = keyOperation<SignRequest>({
  name: 'Sign',
  inputShape: 'SignRequest',
  naming: 'any',
  states: 'usable',
  prepare({ Message, MessageType }) {
    blob(Message, 'message', 4096)
    checkMessageType(MessageType)
  },
  conditions: ({ SigningAlgorithm, MessageType = 'RAW' }) => ({
    'kms:SigningAlgorithm': SigningAlgorithm,
    'kms:MessageType': MessageType,
  }),
  grantContext: () => undefined,
  suits(key, { SigningAlgorithm }, arn) {
    checkUsage(key, 'SIGN_VERIFY', 'Sign', arn)
    checkAlgorithm(key, 'signing', SigningAlgorithm)
  },
  async run({ kms }, key, { Message, SigningAlgorithm }, { region }) {
    const message = blob(Message, 'message', 4096)
    const signature = await withMaterial(kms, key, (secret) =>
      signMessage(secret, SigningAlgorithm, message),
    )
    return { KeyId: keyArn(region, key), Signature: signature.toString('base64'), SigningAlgorithm }
  },
})
