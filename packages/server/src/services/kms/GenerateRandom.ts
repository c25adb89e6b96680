import { validation } from '../../errors/index.ts'
import type { GenerateRandomRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import type { KmsDeps } from './key-operation.ts'
import { refuseMembers } from './wire.ts'

export const GenerateRandom: Operation<KmsDeps, GenerateRandomRequest, number, object> = {
  name: 'GenerateRandom',
  inputShape: 'GenerateRandomRequest',

  prepare(input) {
    refuseMembers(input, ['CustomKeyStoreId', 'Recipient'])
    if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.')
    return input.NumberOfBytes
  },

  accesses: () => [{ action: 'kms:GenerateRandom', resource: '*' }],

  run({ kms }, count) {
    return Promise.resolve({ Plaintext: kms.random.bytes(count).toString('base64') })
  },
}
