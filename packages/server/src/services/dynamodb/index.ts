export { dynamodbService } from './operations.ts'
