import { signingName } from '../../generated/accessanalyzer/index.ts'
import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { CheckAccessNotGranted } from './CheckAccessNotGranted.ts'
import { CheckNoNewAccess } from './CheckNoNewAccess.ts'
import { CheckNoPublicAccess } from './CheckNoPublicAccess.ts'
import { ValidatePolicy } from './ValidatePolicy.ts'

/** Access Analyzer as the front routes to it: its checks of policies, which look at nothing that is stored. */
export function accessAnalyzerService(): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(CheckAccessNotGranted, {}),
    bindOperation(CheckNoNewAccess, {}),
    bindOperation(CheckNoPublicAccess, {}),
    bindOperation(ValidatePolicy, {}),
  ]
  return {
    signingName,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}
