import { signingName, targetPrefix } from '../../generated/cloudtrail/index.ts'
import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { AddTags } from './AddTags.ts'
import { CreateTrail } from './CreateTrail.ts'
import { DeleteTrail } from './DeleteTrail.ts'
import type { CloudTrailDeps } from './deps.ts'
import { DescribeTrails } from './DescribeTrails.ts'
import { GetEventSelectors } from './GetEventSelectors.ts'
import { GetTrail } from './GetTrail.ts'
import { GetTrailStatus } from './GetTrailStatus.ts'
import { ListPublicKeys } from './ListPublicKeys.ts'
import { ListTags } from './ListTags.ts'
import { ListTrails } from './ListTrails.ts'
import { LookupEvents } from './LookupEvents.ts'
import { PutEventSelectors } from './PutEventSelectors.ts'
import { RemoveTags } from './RemoveTags.ts'
import { StartLogging } from './StartLogging.ts'
import { StopLogging } from './StopLogging.ts'
import { UpdateTrail } from './UpdateTrail.ts'

/** CloudTrail as the front routes to it. An operation that is not in this list answers UnknownOperationException. */
export function cloudTrailService(deps: CloudTrailDeps): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(AddTags, deps),
    bindOperation(CreateTrail, deps),
    bindOperation(DeleteTrail, deps),
    bindOperation(DescribeTrails, deps),
    bindOperation(GetEventSelectors, deps),
    bindOperation(GetTrail, deps),
    bindOperation(GetTrailStatus, deps),
    bindOperation(ListPublicKeys, deps),
    bindOperation(ListTags, deps),
    bindOperation(ListTrails, deps),
    bindOperation(LookupEvents, deps),
    bindOperation(PutEventSelectors, deps),
    bindOperation(RemoveTags, deps),
    bindOperation(StartLogging, deps),
    bindOperation(StopLogging, deps),
    bindOperation(UpdateTrail, deps),
  ]
  return {
    signingName,
    targetPrefix,
    // What the SDK for JavaScript says, where botocore gives the whole name.
    shortTargetPrefix: targetPrefix.slice(targetPrefix.lastIndexOf('.') + 1),
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}
