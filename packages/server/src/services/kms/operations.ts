import { kmsError } from '../../errors/index.ts'
import { operationShapes, signingName, targetPrefix } from '../../generated/kms/index.ts'
import {
  bindOperation,
  type BoundOperation,
  type BoundService,
  withoutOutput,
} from '../operation.ts'
import { CancelKeyDeletion } from './CancelKeyDeletion.ts'
import { CreateAlias } from './CreateAlias.ts'
import { CreateGrant } from './CreateGrant.ts'
import { CreateKey } from './CreateKey.ts'
import { Decrypt } from './Decrypt.ts'
import { DeleteAlias } from './DeleteAlias.ts'
import { DeleteImportedKeyMaterial } from './DeleteImportedKeyMaterial.ts'
import { DescribeKey } from './DescribeKey.ts'
import { DisableKey } from './DisableKey.ts'
import { DisableKeyRotation } from './DisableKeyRotation.ts'
import { EnableKey } from './EnableKey.ts'
import { EnableKeyRotation } from './EnableKeyRotation.ts'
import { Encrypt } from './Encrypt.ts'
import { GenerateDataKey } from './GenerateDataKey.ts'
import { GenerateDataKeyPair } from './GenerateDataKeyPair.ts'
import { GenerateDataKeyPairWithoutPlaintext } from './GenerateDataKeyPairWithoutPlaintext.ts'
import { GenerateDataKeyWithoutPlaintext } from './GenerateDataKeyWithoutPlaintext.ts'
import { GenerateMac } from './GenerateMac.ts'
import { GenerateRandom } from './GenerateRandom.ts'
import { GetKeyPolicy } from './GetKeyPolicy.ts'
import { GetKeyRotationStatus } from './GetKeyRotationStatus.ts'
import { GetParametersForImport } from './GetParametersForImport.ts'
import { GetPublicKey } from './GetPublicKey.ts'
import { ImportKeyMaterial } from './ImportKeyMaterial.ts'
import { ListAliases } from './ListAliases.ts'
import { ListGrants } from './ListGrants.ts'
import { ListKeyPolicies } from './ListKeyPolicies.ts'
import { ListKeyRotations } from './ListKeyRotations.ts'
import { ListKeys } from './ListKeys.ts'
import { ListResourceTags } from './ListResourceTags.ts'
import { ListRetirableGrants } from './ListRetirableGrants.ts'
import { PutKeyPolicy } from './PutKeyPolicy.ts'
import { ReEncrypt } from './ReEncrypt.ts'
import { RetireGrant } from './RetireGrant.ts'
import { RevokeGrant } from './RevokeGrant.ts'
import { RotateKeyOnDemand } from './RotateKeyOnDemand.ts'
import { ScheduleKeyDeletion } from './ScheduleKeyDeletion.ts'
import { Sign } from './Sign.ts'
import { TagResource } from './TagResource.ts'
import { UntagResource } from './UntagResource.ts'
import { UpdateAlias } from './UpdateAlias.ts'
import { UpdateKeyDescription } from './UpdateKeyDescription.ts'
import { Verify } from './Verify.ts'
import { VerifyMac } from './VerifyMac.ts'
import type { KmsDeps } from './key-operation.ts'

/** KMS as the front routes to it. An operation that is not in this list answers UnknownOperationException. */
export function kmsService(deps: KmsDeps): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(CancelKeyDeletion, deps),
    bindOperation(CreateAlias, deps),
    bindOperation(CreateGrant, deps),
    bindOperation(CreateKey, deps),
    bindOperation(Decrypt, deps),
    bindOperation(DeleteAlias, deps),
    bindOperation(DeleteImportedKeyMaterial, deps),
    bindOperation(DescribeKey, deps),
    bindOperation(DisableKey, deps),
    bindOperation(DisableKeyRotation, deps),
    bindOperation(EnableKey, deps),
    bindOperation(EnableKeyRotation, deps),
    bindOperation(Encrypt, deps),
    bindOperation(GenerateDataKey, deps),
    bindOperation(GenerateDataKeyPair, deps),
    bindOperation(GenerateDataKeyPairWithoutPlaintext, deps),
    bindOperation(GenerateDataKeyWithoutPlaintext, deps),
    bindOperation(GenerateMac, deps),
    bindOperation(GenerateRandom, deps),
    bindOperation(GetKeyPolicy, deps),
    bindOperation(GetKeyRotationStatus, deps),
    bindOperation(GetParametersForImport, deps),
    bindOperation(GetPublicKey, deps),
    bindOperation(ImportKeyMaterial, deps),
    bindOperation(ListAliases, deps),
    bindOperation(ListGrants, deps),
    bindOperation(ListKeyPolicies, deps),
    bindOperation(ListKeyRotations, deps),
    bindOperation(ListKeys, deps),
    bindOperation(ListResourceTags, deps),
    bindOperation(ListRetirableGrants, deps),
    bindOperation(PutKeyPolicy, deps),
    bindOperation(ReEncrypt, deps),
    bindOperation(RetireGrant, deps),
    bindOperation(RevokeGrant, deps),
    bindOperation(RotateKeyOnDemand, deps),
    bindOperation(ScheduleKeyDeletion, deps),
    bindOperation(Sign, deps),
    bindOperation(TagResource, deps),
    bindOperation(UntagResource, deps),
    bindOperation(UpdateAlias, deps),
    bindOperation(UpdateKeyDescription, deps),
    bindOperation(Verify, deps),
    bindOperation(VerifyMac, deps),
  ]
  return {
    signingName,
    targetPrefix,
    operations: new Map(
      operations.map((operation) => [operation.name, readingGrantTokens(operation, deps)]),
    ),
    withoutOutput: withoutOutput(operationShapes),
  }
}

/**
 * A grant is in force as soon as it is stored, so that its token has nothing to add; one that is no
 * token of ours is refused.
 */
function readingGrantTokens(operation: BoundOperation, { kms }: KmsDeps): BoundOperation {
  return {
    ...operation,
    prepare(input, context) {
      const { GrantTokens: tokens = [] } = input as { readonly GrantTokens?: readonly string[] }
      if (tokens.some((token) => kms.grants.readToken(token) === undefined)) {
        throw kmsError('InvalidGrantTokenException', 'Invalid grant token')
      }
      return operation.prepare(input, context)
    },
  }
}
