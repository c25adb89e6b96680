export { stsService } from './operations.ts'
export type { Sts } from './sts-operation.ts'
