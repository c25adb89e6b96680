export { ApiError } from './api-error.ts'
export * from './common.ts'
export * from './dynamodb.ts'
