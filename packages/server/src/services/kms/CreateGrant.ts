import { kmsError, validation } from '../../errors/index.ts'
import type { CreateGrantRequest } from '../../generated/kms/index.ts'
import type { PrincipalDirectory } from '../../security/policy/index.ts'
import type { GrantConstraints, GrantRecord } from '../../security/kms/index.ts'
import {
  checkConstraints,
  constraintContext,
  grantConditions,
  granteeOf,
  retiringOf,
} from './grant-request.ts'
import { contextConditions, keyOperation } from './key-operation.ts'

/** Operations that a grant may hold, for each use of a key. */
const byUsage: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: [
    'Decrypt',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
    'GetPublicKey',
  ],
  SIGN_VERIFY: ['Sign', 'Verify', 'GetPublicKey'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
}
const always = ['CreateGrant', 'RetireGrant', 'DescribeKey']

export const CreateGrant = keyOperation<CreateGrantRequest>({
  name: 'CreateGrant',
  inputShape: 'CreateGrantRequest',
  naming: 'key',
  states: 'usable',
  prepare(input) {
    granteeOf(input)
    retiringOf(input)
    checkConstraints(input.Constraints)
    if (input.Operations.length === 0) throw validation('Operations must not be empty.')
  },
  conditions: (input) => ({
    ...grantConditions(input),
    ...contextConditions(constraintContext(constraintsOf(input))),
  }),
  childGrant: (input) => ({ operations: input.Operations, constraints: constraintsOf(input) }),
  suits(key, { Operations, Constraints }, arn) {
    const allowed = [...(byUsage[key.usage] ?? []), ...always]
    const other = Operations.find((operation) => !allowed.includes(operation))
    if (other !== undefined) {
      throw validation(
        `Grant operation ${other} is not valid for ${arn} with key usage ${key.usage}.`,
      )
    }
    const bound = constraintContext(Constraints as GrantConstraints | undefined) !== undefined
    if (bound && key.spec !== 'SYMMETRIC_DEFAULT') {
      throw validation(
        'EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.',
      )
    }
  },
  async run({ kms, principals }, key, input, { caller }) {
    const constraints = constraintsOf(input)
    const retiring = retiringOf(input)
    if (input.Name?.startsWith('aws:') === true)
      throw kmsError('InvalidGrantIdException', 'Invalid grant name')
    const grantee = granteeOf(input)
    const granteeId = await idOf(principals, grantee)
    const retiringId = retiring === undefined ? undefined : await idOf(principals, retiring)
    const grant: Omit<GrantRecord, 'grantId' | 'createdAt'> = {
      accountId: key.accountId,
      keyId: key.keyId,
      grantee,
      operations: [...new Set(input.Operations)],
      issuer: `arn:aws:iam::${caller.accountId}:root`,
      ...(input.Name === undefined ? {} : { name: input.Name }),
      ...(retiring === undefined ? {} : { retiring }),
      ...(granteeId === undefined ? {} : { granteeId }),
      ...(retiringId === undefined ? {} : { retiringId }),
      ...(constraints === undefined ? {} : { constraints }),
    }
    const made = await kms.grants.create(grant)
    return { GrantId: made.grantId, GrantToken: kms.grants.token(made) }
  },
})

/** Of a user or role, which a grant means, and not one of the same name that is made later. */
async function idOf(principals: PrincipalDirectory, name: string): Promise<string | undefined> {
  if (!/^arn:aws:iam::\d{12}:(?:user|role)\//.test(name)) return undefined
  const id = await principals.idOf(name)
  if (id !== undefined) return id
  throw kmsError('InvalidArnException', `ARN does not refer to a valid principal: ${name}`)
}

function constraintsOf(input: CreateGrantRequest): GrantConstraints | undefined {
  return input.Constraints as GrantConstraints | undefined
}
