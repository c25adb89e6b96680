import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { AssumeRole } from './AssumeRole.ts'
import { DecodeAuthorizationMessage } from './DecodeAuthorizationMessage.ts'
import { GetAccessKeyInfo } from './GetAccessKeyInfo.ts'
import { GetCallerIdentity } from './GetCallerIdentity.ts'
import { GetFederationToken } from './GetFederationToken.ts'
import { GetSessionToken } from './GetSessionToken.ts'
import type { Sts } from './sts-operation.ts'

/** STS as the front routes to it. An operation that is not in this list answers InvalidAction. */
export function stsService(sts: Sts): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(AssumeRole, sts),
    bindOperation(DecodeAuthorizationMessage, sts),
    bindOperation(GetAccessKeyInfo, sts),
    bindOperation(GetCallerIdentity, sts),
    bindOperation(GetFederationToken, sts),
    bindOperation(GetSessionToken, sts),
  ]
  return {
    signingName: 'sts',
    global: true,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}
