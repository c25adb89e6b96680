export { dynamodbService } from './operations.ts'
export type { TableKeyService } from './encryption.ts'
