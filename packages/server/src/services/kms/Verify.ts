import { kmsError } from '../../errors/index.ts'
import type { VerifyRequest } from '../../generated/kms/index.ts'
import { verifySignature } from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'
import { publicKey } from './cipher.ts'
import { keyOperation } from './key-operation.ts'
import { checkMessageType } from './message-type.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob } from './wire.ts'

export const Verify = keyOperation<VerifyRequest>({
  name: 'Verify',
  inputShape: 'VerifyRequest',
  naming: 'any',
  states: 'usable',
  prepare({ Message, MessageType, Signature }) {
    blob(Message, 'message', 4096)
    blob(Signature, 'signature', 6144)
    checkMessageType(MessageType)
  },
  conditions: ({ SigningAlgorithm, MessageType = 'RAW' }) => ({
    'kms:SigningAlgorithm': SigningAlgorithm,
    'kms:MessageType': MessageType,
  }),
  grantContext: () => undefined,
  suits(key, { SigningAlgorithm }, arn) {
    checkUsage(key, 'SIGN_VERIFY', 'Verify', arn)
    checkAlgorithm(key, 'signing', SigningAlgorithm)
  },
  run(_, key, { Message, Signature, SigningAlgorithm }, { region }) {
    const message = blob(Message, 'message', 4096)
    const signature = blob(Signature, 'signature', 6144)
    if (!verifySignature(publicKey(key), SigningAlgorithm, message, signature)) {
      throw kmsError('KMSInvalidSignatureException')
    }
    return Promise.resolve({ KeyId: keyArn(region, key), SignatureValid: true, SigningAlgorithm })
  },
})
