import type { Engine } from '../../engine/index.ts'
import { operationShapes } from '../../generated/dynamodb/index.ts'
import {
  bindOperation,
  type BoundOperation,
  type BoundService,
  type ResourceAuthorizer,
  withoutOutput,
} from '../operation.ts'
import type { PrincipalDirectory } from '../../security/policy/index.ts'
import { BatchExecuteStatement } from './BatchExecuteStatement.ts'
import { BatchGetItem } from './BatchGetItem.ts'
import { BatchWriteItem } from './BatchWriteItem.ts'
import { CreateTable } from './CreateTable.ts'
import { DeleteItem } from './DeleteItem.ts'
import { DeleteTable } from './DeleteTable.ts'
import { DeleteResourcePolicy } from './DeleteResourcePolicy.ts'
import { DescribeEndpoints } from './DescribeEndpoints.ts'
import { DescribeLimits } from './DescribeLimits.ts'
import { DescribeTable } from './DescribeTable.ts'
import { DescribeTimeToLive } from './DescribeTimeToLive.ts'
import type { TableKeyService } from './encryption.ts'
import { ExecuteStatement } from './ExecuteStatement.ts'
import { ExecuteTransaction } from './ExecuteTransaction.ts'
import { GetItem } from './GetItem.ts'
import { GetResourcePolicy } from './GetResourcePolicy.ts'
import { ListTables } from './ListTables.ts'
import { ListTagsOfResource } from './ListTagsOfResource.ts'
import { PutItem } from './PutItem.ts'
import { PutResourcePolicy } from './PutResourcePolicy.ts'
import { Query } from './Query.ts'
import { Scan } from './Scan.ts'
import { TagResource } from './TagResource.ts'
import { TransactGetItems } from './TransactGetItems.ts'
import { TransactWriteItems } from './TransactWriteItems.ts'
import { UntagResource } from './UntagResource.ts'
import { UpdateItem } from './UpdateItem.ts'
import { UpdateTable } from './UpdateTable.ts'
import { UpdateTimeToLive } from './UpdateTimeToLive.ts'

/** DynamoDB as the front routes to it. An operation that is not in this list answers UnknownOperationException. */
export function dynamodbService(
  engine: Engine & {
    readonly authorizer: ResourceAuthorizer
    readonly tableKeys: TableKeyService
    readonly principals: PrincipalDirectory
  },
): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(BatchExecuteStatement, engine),
    bindOperation(BatchGetItem, engine),
    bindOperation(BatchWriteItem, engine),
    bindOperation(CreateTable, engine),
    bindOperation(DeleteItem, engine),
    bindOperation(DeleteResourcePolicy, engine),
    bindOperation(DeleteTable, engine),
    bindOperation(DescribeEndpoints, engine),
    bindOperation(DescribeLimits, engine),
    bindOperation(DescribeTable, engine),
    bindOperation(DescribeTimeToLive, engine),
    bindOperation(ExecuteStatement, engine),
    bindOperation(ExecuteTransaction, engine),
    bindOperation(GetItem, engine),
    bindOperation(GetResourcePolicy, engine),
    bindOperation(ListTables, engine),
    bindOperation(ListTagsOfResource, engine),
    bindOperation(PutItem, engine),
    bindOperation(PutResourcePolicy, engine),
    bindOperation(Query, engine),
    bindOperation(Scan, engine),
    bindOperation(TagResource, engine),
    bindOperation(TransactGetItems, engine),
    bindOperation(TransactWriteItems, engine),
    bindOperation(UntagResource, engine),
    bindOperation(UpdateItem, engine),
    bindOperation(UpdateTable, engine),
    bindOperation(UpdateTimeToLive, engine),
  ]
  return {
    signingName: 'dynamodb',
    targetPrefix: 'DynamoDB_20120810',
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    withoutOutput: withoutOutput(operationShapes),
  }
}
