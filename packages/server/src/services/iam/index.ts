export type { Iam } from './iam-operation.ts'
export { iamService } from './operations.ts'
