export { ApiError } from './api-error.ts'
export { authenticationFailed } from './authentication.ts'
export * from './common.ts'
export * from './dynamodb.ts'
