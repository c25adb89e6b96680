export { compiledResourcePolicy } from './access/resource-policy.ts'
export { dynamodbService } from './operations.ts'
export type { TableKeyService } from './encryption.ts'
