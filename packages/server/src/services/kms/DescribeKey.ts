import type { DescribeKeyRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { keyMetadata } from './wire.ts'

export const DescribeKey = keyOperation<DescribeKeyRequest>({
  name: 'DescribeKey',
  inputShape: 'DescribeKeyRequest',
  naming: 'any',
  states: 'any',
  grantContext: () => undefined,
  run: (_, key, __, { region }) => Promise.resolve({ KeyMetadata: keyMetadata(region, key) }),
})
